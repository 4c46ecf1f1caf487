package metalplant.rack.bmc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import metalplant.rack.count.CommandLog;
import metalplant.rack.count.Count;
import metalplant.rack.count.Counters;
import metalplant.rack.fault.Fault;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.Seed;
import metalplant.rack.server.Input;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.time.Loop;
import org.jspecify.annotations.Nullable;

/**
 * All BMCs by address. Executes orders as the field's agent does: it goes by address and login, not by machine id, and it
 * cannot tell a stale order except by its age. Lives on the loop.
 */
public final class BmcRoom {
    /** An older message is dropped unread, as the field's bus library does. */
    static final Duration AGE_MAX = Duration.ofSeconds(30);

    private final Loop loop;
    private final Seed seed;
    private final Faults faults;
    private final Counters counters;
    private final CommandLog log;
    private final Map<String, Controller> byHost = new HashMap<>();

    private record Controller(SimulatedServer server, boolean silent) {}

    public BmcRoom(Loop loop, Seed seed, Faults faults, Counters counters, CommandLog log) {
        this.loop = loop;
        this.seed = seed;
        this.faults = faults;
        this.counters = counters;
        this.log = log;
    }

    /** What to do with the message. */
    public enum Verdict {
        /** It is through with, for good or bad. */
        FINISH,
        /** It may work the next time. */
        AGAIN
    }

    /** Connects the BMC of this server to the room. */
    public void install(SimulatedServer server) {
        String name = server.spec().name();
        boolean silent = faults.strikes(Fault.BMC_SILENT, name, seed.stream(name, "bmc"));
        byHost.put(server.spec().bmc().host(), new Controller(server, silent));
    }

    /** Whether this server's BMC answers. */
    public boolean answers(SimulatedServer server) {
        var controller = byHost.get(server.spec().bmc().host());
        return controller != null && !controller.silent();
    }

    /**
     * Takes one message.
     *
     * @param sent when the broker took it
     */
    public Verdict take(byte[] message, Instant sent) {
        counters.add(Count.COMMANDS_RECEIVED);
        var read = BmcOrder.read(message);
        if (read.isEmpty()) {
            counters.add(Count.COMMANDS_REFUSED);
            return Verdict.AGAIN;
        }
        var order = read.get();
        var controller = byHost.get(order.host());
        if (Duration.between(sent, loop.now()).compareTo(AGE_MAX) > 0) {
            counters.add(Count.COMMANDS_STALE);
            note(controller, order, sent, "stale");
            return Verdict.FINISH;
        }
        return controller == null ? refuse() : execute(controller, order, sent);
    }

    private Verdict execute(Controller controller, BmcOrder order, Instant sent) {
        if (controller.silent()) {
            counters.add(Count.COMMANDS_UNANSWERED);
            note(controller, order, sent, "unanswered");
            return Verdict.FINISH;
        }
        if (!controller.server().bmcOpens(order.user(), order.password())) {
            note(controller, order, sent, "wrong-login");
            return refuse();
        }
        note(controller, order, sent, order.inputs().isEmpty() ? "ignored" : "done");
        counters.add(Count.COMMANDS_DONE);
        for (Input input : order.inputs()) {
            controller.server().accept(input);
        }
        return Verdict.FINISH;
    }

    private Verdict refuse() {
        counters.add(Count.COMMANDS_REFUSED);
        return Verdict.AGAIN;
    }

    private void note(@Nullable Controller controller, BmcOrder order, Instant sent, String fate) {
        String server = controller == null ? "" : controller.server().spec().name();
        String allocation =
                controller == null ? "" : controller.server().state().allocationId();
        String phase = controller == null
                ? ""
                : controller.server().state().step().phase().word();
        log.add(new CommandLog.Entry(order.machine(), server, order.word(), loop.now(), sent, allocation, phase, fate));
    }
}
