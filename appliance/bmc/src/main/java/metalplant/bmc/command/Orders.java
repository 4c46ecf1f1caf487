package metalplant.bmc.command;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import metalplant.bmc.driver.Drivers;
import metalplant.core.bus.Handler;
import metalplant.core.bus.Message;
import metalplant.model.World;

/**
 * Takes commands from the machine topic of a partition. Commands of one controller are done one at a time and in their order, those of
 * several beside each other, so that a dead controller holds up nobody else. A message is finished as soon as its command has its place: a
 * command is done at most once, and one that was lost with this process shows by having no result.
 *
 * <p>Listens on the channel that metal-bmc uses: where an operator runs that as well, each command is taken by one of the two.
 */
public final class Orders implements Handler {
    /** metal-bmc's. */
    public static final String CHANNEL = "core";

    /** A command that is older has gone stale: whoever has the machine by now does not expect it. */
    public static final Duration HOLDS = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(Orders.class.getName());
    private static final int PER_CONTROLLER = 8;
    private static final int IN_ALL = 4_096;
    private static final int REMEMBERED = 4_096;

    private final Map<CommandResult.State, LongAdder> ended = new EnumMap<>(CommandResult.State.class);
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder noRoom = new LongAdder();
    private final Execution execution;
    private final Lanes lanes;
    private final Results results;
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * What became of commands since the start, and what is at work.
     *
     * @param ended how many ended in each state; all states are there
     * @param leftOut messages that are no commands
     * @param noRoom commands that were given back to the bus
     * @param running commands that are being done
     * @param waiting commands that wait for another one of their controller
     * @param resultsWaiting results that the plant has not taken yet
     * @param resultsForgotten results that gave way to newer ones
     */
    public record Count(
            Map<CommandResult.State, Long> ended,
            long leftOut,
            long noRoom,
            int running,
            int waiting,
            int resultsWaiting,
            long resultsForgotten) {}

    /**
     * @param follows how long a machine may take to go on or off
     * @param executor a thread for each piece of work, since each waits for a machine or the plant
     */
    public Orders(Drivers drivers, ResultSink sink, World world, Duration follows, Executor executor) {
        this.execution = new Execution(drivers, world, follows);
        this.lanes = new Lanes(executor, PER_CONTROLLER, IN_ALL);
        this.results = new Results(sink, world, executor);
        for (var state : CommandResult.State.values()) {
            ended.put(state, new LongAdder());
        }
    }

    /** Figures. */
    public Count count() {
        var now = new EnumMap<CommandResult.State, Long>(CommandResult.State.class);
        ended.forEach((state, count) -> now.put(state, count.sum()));
        return new Count(
                now,
                leftOut.sum(),
                noRoom.sum(),
                lanes.running(),
                lanes.waiting(),
                results.waiting(),
                results.forgotten());
    }

    @Override
    public void handle(Message message) {
        switch (Order.read(message.body())) {
            case Order.Reading.Nothing(var why) -> {
                leftOut.increment();
                LOG.log(WARNING, "left out {0} because={1}", message, why);
            }
            case Order.Reading.Asked(var order) -> {
                if (isNew(message.id())) {
                    place(order, message);
                } else {
                    LOG.log(DEBUG, "came again and is known {0}", message);
                }
            }
        }
    }

    private synchronized boolean isNew(String id) {
        return seen.add(id);
    }

    private synchronized void forget(String id) {
        seen.remove(id);
    }

    /** Without room it is given back to the bus and comes again, or to another agent. */
    private void place(Order order, Message message) {
        var deadline = message.takenAt().plus(HOLDS);
        if (!lanes.offer(order.controller().host(), () -> work(order, deadline))) {
            forget(message.id());
            noRoom.increment();
            throw new IllegalStateException("no room for a further command to " + order.controller());
        }
    }

    private void work(Order order, Instant deadline) {
        try {
            end(execution.run(order, deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(WARNING, "a command went wrong machine=" + order.machineId(), e);
            end(execution.broken(order));
        }
    }

    private void end(CommandResult result) {
        Objects.requireNonNull(ended.get(result.state())).increment();
        results.add(result);
    }
}
