package metalplant.core.bus;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.bus.OutboxMessage;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;

/**
 * Sends what committed transactions decided to send, each message at most once. Commands to a management controller are not
 * idempotent, and whoever takes them from the bus cannot tell a stale one from a fresh one; so it is here that they are held
 * back.
 *
 * <table>
 *   <caption>What becomes of a message</caption>
 *   <tr><th>found as</th><th>when</th><th>then</th></tr>
 *   <tr><td>PENDING</td><td>its machine has another allocation by now</td><td>dropped, told</td></tr>
 *   <tr><td>PENDING</td><td>its machine is not confirmed since a restore</td><td>dropped, told</td></tr>
 *   <tr><td>PENDING</td><td>the deadline is over</td><td>dropped, told</td></tr>
 *   <tr><td>PENDING</td><td>else</td><td>SENDING is committed, then it is published</td></tr>
 *   <tr><td>SENDING by us</td><td>the bus has it</td><td>removed</td></tr>
 *   <tr><td>SENDING by us</td><td>the bus certainly has it not</td><td>PENDING again</td></tr>
 *   <tr><td>SENDING by us</td><td>nobody knows whether the bus has it</td><td>dropped, told</td></tr>
 *   <tr><td>SENDING by a process that died</td><td>{@link #SENDING_MAX} after the deadline</td><td>dropped, told</td></tr>
 * </table>
 *
 * "Told" is the machine's last error event, which says what was not sent and what to do.
 *
 * @see "design.md 6"
 */
public final class OutboxPublisher {
    /** No publisher works on a message for longer: the bus answers or gives up well before. */
    public static final Duration SENDING_MAX = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(OutboxPublisher.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int BATCH = 64;

    /** When the bus is slow, the last of a batch are looked at once more. */
    private static final Duration CLAIM_FRESH = Duration.ofMillis(500);

    private final Store store;
    private final World world;
    private final Bus bus;
    private final Executor executor;
    private final OutboxListener listener;
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean stopped;

    /** @param executor runs the sending, which waits for the bus */
    public OutboxPublisher(Store store, World world, Bus bus, Executor executor, OutboxListener listener) {
        this.store = store;
        this.world = world;
        this.bus = bus;
        this.executor = executor;
        this.listener = listener;
    }

    /** Begins to look for messages by itself. */
    public void start() {
        world.after(LOOK_AGAIN, () -> {
            if (!stopped) {
                kick();
                start();
            }
        });
    }

    public void stop() {
        stopped = true;
    }

    /** Looks for messages soon; called after a commit that added some. Never waits. */
    public void kick() {
        wanted.set(true);
        if (working.compareAndSet(false, true)) {
            executor.execute(this::work);
        }
    }

    private void work() {
        try {
            while (!stopped && wanted.getAndSet(false)) {
                drain();
            }
        } catch (Problem e) {
            // The database is away. What is in the outbox stays there; the next look finds it.
            LOG.log(WARNING, "cannot look into the outbox because={0}", e.getMessage());
        } finally {
            working.set(false);
        }
        if (!stopped && wanted.get()) {
            kick();
        }
    }

    /** Works until nothing more can be done now. */
    void drain() {
        boolean more = true;
        while (more && !stopped) {
            var batch = store.read("outbox-look", tx -> tx.outbox().oldest(BATCH));
            more = sortOut(batch) && batch.size() == BATCH;
        }
    }

    /** Answers whether any message left the outbox. */
    private boolean sortOut(List<OutboxMessage> batch) {
        var now = world.now();
        var over = batch.stream().filter(message -> isOver(message, now)).toList();
        over.forEach(message -> drop(message, reasonOver(message)));
        var pending = batch.stream()
                .filter(message -> message.state() == OutboxMessage.State.PENDING && !over.contains(message))
                .toList();
        if (pending.isEmpty() || !bus.reachable()) {
            return !over.isEmpty();
        }
        return send(claim(pending)) || !over.isEmpty();
    }

    private static boolean isOver(OutboxMessage message, Instant now) {
        return switch (message.state()) {
            case PENDING -> now.isAfter(message.deadline());
            case SENDING -> now.isAfter(message.deadline().plus(SENDING_MAX));
        };
    }

    private static String reasonOver(OutboxMessage message) {
        return switch (message.state()) {
            case PENDING -> "was not sent: the message bus did not take it in time";
            case SENDING -> "may or may not have been sent: the plant stopped meanwhile";
        };
    }

    private record Claim(List<OutboxMessage> mine, Map<OutboxMessage, String> stale) {}

    private Claim claim(List<OutboxMessage> pending) {
        return store.run("outbox-claim", tx -> {
            var mine = new ArrayList<OutboxMessage>();
            var stale = new LinkedHashMap<OutboxMessage, String>();
            for (var message : pending) {
                var whyNot = whyNot(tx, message);
                if (whyNot.isPresent()) {
                    stale.put(message, whyNot.get());
                } else if (tx.outbox().markSending(message.id())) {
                    mine.add(message);
                }
            }
            return new Claim(mine, stale);
        });
    }

    /** Why a message must not go out; empty = it may. */
    private static Optional<String> whyNot(Tx tx, OutboxMessage message) {
        if (!message.bound()) {
            return Optional.empty();
        }
        var machine = tx.machines().find(message.machineId());
        if (machine.filter(Machine::unconfirmed).isPresent() && !isHarmless(message)) {
            return Optional.of("was not sent: the plant was restored, and the machine is not confirmed");
        }
        return machine.filter(found -> Outbox.allocationOf(found).equals(message.allocation()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of("was not sent: the machine has changed hands");
    }

    private static boolean isHarmless(OutboxMessage message) {
        return message.topic().equals(MachineMessage.ALLOCATION_TOPIC)
                || Arrays.stream(BmcCommand.values())
                        .anyMatch(
                                command -> command.harmless() && command.wire().equals(message.what()));
    }

    private Optional<String> whyNotNow(OutboxMessage message) {
        return store.read("outbox-recheck", tx -> whyNot(tx, message));
    }

    private boolean send(Claim claim) {
        claim.stale().forEach(this::drop);
        var sent = new ArrayList<OutboxMessage>();
        var back = new ArrayList<OutboxMessage>();
        var checked = world.now();
        for (var message : claim.mine()) {
            if (world.now().isAfter(message.deadline())) {
                drop(message, "was not sent: the message bus did not take it in time");
            } else {
                var whyNot =
                        world.now().isAfter(checked.plus(CLAIM_FRESH)) ? whyNotNow(message) : Optional.<String>empty();
                whyNot.ifPresentOrElse(why -> drop(message, why), () -> publish(message, sent, back));
            }
        }
        store.run("outbox-settle", tx -> {
            sent.forEach(message -> tx.outbox().remove(message.id()));
            back.forEach(message -> tx.outbox().markPending(message.id()));
            return true;
        });
        return back.isEmpty();
    }

    private void publish(OutboxMessage message, List<OutboxMessage> sent, List<OutboxMessage> back) {
        try {
            bus.publish(message.topic(), message.body().getBytes(StandardCharsets.UTF_8));
            sent.add(message);
            listener.sent(message);
            LOG.log(
                    INFO,
                    "published what={0} machine={1} topic={2}",
                    message.what(),
                    message.machineId(),
                    message.topic());
        } catch (Problem e) {
            if (e.code() == ProblemCode.BUS_UNAVAILABLE) {
                back.add(message);
            } else if (e.code() == ProblemCode.OUTCOME_UNKNOWN) {
                drop(message, "may or may not have been sent: the message bus did not answer");
            } else {
                drop(message, "cannot be sent: " + e.getMessage());
            }
        }
    }

    /** Takes it out for good and says so where an operator looks. */
    private void drop(OutboxMessage message, String why) {
        var text = "command %s to the management controller %s; %s".formatted(message.what(), why, advice(message));
        LOG.log(WARNING, "dropped what={0} machine={1} because={2}", message.what(), message.machineId(), why);
        var now = world.now();
        store.run("outbox-drop", tx -> {
            tx.outbox().remove(message.id());
            if (worthTelling(message) && tx.machines().find(message.machineId()).isPresent()) {
                tell(tx, message.machineId(), now, text);
            }
            return true;
        });
        listener.dropped(message);
    }

    /** The allocation topic is a hint to other processes of the plant, and nobody misses it. */
    private static boolean worthTelling(OutboxMessage message) {
        return !message.machineId().isEmpty() && !message.topic().equals(MachineMessage.ALLOCATION_TOPIC);
    }

    private static String advice(OutboxMessage message) {
        return message.what().equals(MachineMessage.Delete.WHAT)
                ? "the plant sends it again while the machine is free"
                : "look at the machine and repeat the command if it is still wanted";
    }

    private static void tell(Tx tx, String machineId, Instant now, String text) {
        var events = tx.events().find(machineId).orElseGet(() -> ProvisioningEvents.empty(machineId));
        var type = events.newest().map(ProvisioningEvent::event).orElse(EventType.ALIVE);
        tx.events().saveAll(List.of(events.withLastError(new ProvisioningEvent(now, type, text))));
    }
}
