package metalplant.console;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import metalplant.bmc.driver.Controller;
import metalplant.console.access.AdminTokens;
import metalplant.console.access.Limits;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.machine.MachineBook;
import metalplant.console.peer.ForeignFiles;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;

/** What an API would say, in memory. It lies that it is always there, unless told otherwise. */
final class OneMachine implements MachineBook, AdminTokens {
    static final String ID = "00000000-0000-4000-8000-000000000001";
    static final String TOKEN = "token-of-an-admin";

    private final Map<String, ConsoleMachine> machines = new ConcurrentHashMap<>();
    private volatile Optional<Controller> controller = Optional.empty();
    private volatile boolean away;

    OneMachine with(ConsoleMachine machine) {
        machines.put(machine.id(), machine);
        return this;
    }

    OneMachine behind(Controller its) {
        controller = Optional.of(its);
        return this;
    }

    /** A service that asks this, with all that it keeps below a folder; at a port of its own. */
    ConsoleServer serve(Path folder, int peerPort, String ipmitool) {
        return serve(folder, peerPort, ipmitool, Optional.empty());
    }

    /** The same with what an operator gave for consoles that are no plants'. */
    ConsoleServer serve(Path folder, int peerPort, String ipmitool, Optional<ForeignFiles> foreign) {
        var loopback = InetAddress.getLoopbackAddress();
        return ConsoleServer.start(
                new ConsoleConfig(
                        new InetSocketAddress(loopback, 0),
                        new InetSocketAddress(loopback, peerPort),
                        folder.resolve("console"),
                        folder.resolve("peers"),
                        foreign,
                        ipmitool,
                        Duration.ZERO,
                        false,
                        Limits.DEFAULT),
                this,
                this,
                List::of,
                new SystemWorld());
    }

    void goesAway() {
        away = true;
    }

    static ConsoleMachine free(boolean here) {
        return new ConsoleMachine(ID, here ? "here" : "there", here, "", Optional.empty());
    }

    static ConsoleMachine allocated(boolean here, String mark, String... keys) {
        return new ConsoleMachine(
                ID,
                here ? "here" : "there",
                here,
                "",
                Optional.of(new ConsoleMachine.Holding(mark, "project", false, List.of(keys))));
    }

    static ConsoleMachine firewall(String mark, String... keys) {
        return new ConsoleMachine(
                ID, "here", true, "", Optional.of(new ConsoleMachine.Holding(mark, "project", true, List.of(keys))));
    }

    private void ask() {
        if (away) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the API does not answer");
        }
    }

    @Override
    public Optional<ConsoleMachine> find(String id) {
        ask();
        return Optional.ofNullable(machines.get(id));
    }

    @Override
    public Controller controller(String id) {
        ask();
        return controller.orElseThrow(
                () -> Problem.of(ProblemCode.BMC_REFUSED, "the plant knows no management controller of this machine"));
    }

    @Override
    public String email(String token) {
        ask();
        if (!token.equals(TOKEN)) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "this token is nobody's");
        }
        return "admin@example.org";
    }
}
