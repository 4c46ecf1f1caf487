package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.invite.Invite;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.MeshListener;
import metalplant.model.Problem;
import metalplant.wire.federation.AboutResponse;
import metalplant.wire.federation.AgreeRequest;
import metalplant.wire.federation.AgreeResponse;
import org.jspecify.annotations.Nullable;

/**
 * Carries joins on, a look at a time: what is missing is asked for again, so that any answer may be lost and any side may be killed.
 * Also keeps pins, links and tunnels in line with the ledger. One thread, which does not exist before the plant meets another.
 */
final class JoinFollower implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JoinFollower.class.getName());
    private static final Duration LOOK = Duration.ofMillis(500);
    /** An order may be lost with the process; one that is under way need not be given again. */
    private static final Duration ORDER_AGAIN = Duration.ofSeconds(20);

    private static final Duration GIVE_UP = Duration.ofMinutes(15);

    private final FederationParts parts;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Object bell = new Object();

    /** When the thread first saw each join that is under way, by the steady clock. */
    private final Map<UUID, Long> followed = new HashMap<>();

    private boolean rung;
    private volatile boolean moving;
    private long witnessOrderedAt;
    private volatile boolean closed;

    JoinFollower(FederationParts parts) {
        this.parts = parts;
        this.witnessOrderedAt = parts.world.nanos() - ORDER_AGAIN.toNanos() - 1;
    }

    /** Opens the door for other plants; twice is once. */
    void start(JoinTalk talk, BiPredicate<PlantId, Message> wanted) {
        if (started.compareAndSet(false, true)) {
            MeshListener listener = parts.listen(talk, wanted);
            LOG.log(INFO, "door for other plants opened port={0}", Integer.toString(listener.port()));
            Thread.ofVirtual().name("federation joins").start(this::run);
        }
    }

    /** Looks now and not only half a second later. */
    void look() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    parts.runner.state().ifPresent(this::once);
                } catch (RuntimeException e) {
                    LOG.log(WARNING, "look at the joins failed, it is taken again", e);
                }
                synchronized (bell) {
                    if (!rung) {
                        bell.wait(LOOK.toMillis());
                    }
                    rung = false;
                }
            }
        } catch (InterruptedException _) {
            // Nobody waits for this thread.
        }
    }

    private void once(PlantState state) {
        var running = parts.book.running();
        parts.reach.refresh(state, parts.book.all());
        announceMove(state);
        followed.keySet().retainAll(running.stream().map(Join::id).toList());
        for (var join : running) {
            var after = switch (join.role()) {
                case JOINER -> joining(join, state);
                case INVITER -> hosting(join, state);
                case WITNESS -> witnessing(join, state);
            };
            after.ifPresent(next -> parts.book.change(join.id(), now -> now.equals(join) ? next : merged(now, next)));
        }
    }

    /** Where this plant is reached stands in the ledger; what the operator changed since then goes there. */
    private void announceMove(PlantState state) {
        if (state.phase() != Phase.MEMBER) {
            return;
        }
        var me = parts.me();
        var here = parts.tunnel.endpoint();
        var known = state.federation().members().get(me).record().endpoint();
        boolean ordered =
                state.orders().stream().anyMatch(order -> order.command() instanceof MemberCommand.MemberMoved);
        if (!here.equals(known) && !ordered && !moving) {
            moving = true;
            parts.runner
                    .order(new Event.Want(parts.world.newId(), new MemberCommand.MemberMoved(me, here)))
                    .whenComplete((_, _) -> moving = false);
        }
    }

    /** An operator may have accepted in the meantime; that stays. */
    private static Join merged(Join now, Join next) {
        if (!now.isRunning()) {
            return now;
        }
        boolean samePlan = java.util.Objects.equals(now.plan(), next.plan());
        return samePlan ? next.accepting(now.accepted() || next.accepted(), next.acceptedThere()) : next;
    }

    /** By the steady clock and from when this process first saw it: a clock that is put right must end no join, nor keep one open. */
    private boolean hasWaited(Join join, Duration patience) {
        long since = followed.computeIfAbsent(join.id(), _ -> parts.world.nanos());
        return parts.world.nanos() - since > patience.toNanos();
    }

    private Optional<Join> joining(Join join, PlantState state) {
        var now = parts.world.now();
        if (join.canBeGivenUp() && hasWaited(join, GIVE_UP)) {
            var why = "not accepted by both sides within %d minutes".formatted(GIVE_UP.toMinutes());
            tellAborted(join, why);
            order(new Event.Abort());
            return Optional.of(join.ended(Join.State.FAILED, why, now));
        }
        return switch (join.step()) {
            case MEET -> Optional.empty();
            case LINK -> Optional.of(linked(join, state));
            case READ -> Optional.of(read(join, state));
            case PLAN, AGREE -> Optional.of(agreeing(join, state));
            case SIGN -> signing(join, state);
        };
    }

    private PlantId other(Join join) {
        return join.other().orElseThrow().plant();
    }

    private Join linked(Join join, PlantState state) {
        var now = parts.world.now();
        if (ping(other(join)).isEmpty()) {
            return join.at(Join.Step.LINK, "an answer of the other plant's door at " + where(join), now);
        }
        if (state.phase().inFederation()) {
            // It was put out and has not heard of it. The ledger of the other plant says so, which comes by itself now.
            var said = say(join, new AgreeRequest(null, false, false, null));
            return said.filter(AgreeResponse::aborted).isPresent()
                    ? join.ended(Join.State.FAILED, reason(said.get().why()), now)
                    : join.at(Join.Step.LINK, "the entry of the ledger that put this plant out", now);
        }
        join.taken().ifPresent(invite -> order(joinBy(invite)));
        return join.at(Join.Step.READ, "the ledger of the federation", now);
    }

    private Event.Join joinBy(Invite invite) {
        return new Event.Join(invite, Brought.of(parts.store), parts.voter.anew());
    }

    private String where(Join join) {
        return join.other().map(record -> record.endpoint()).orElse("?");
    }

    private Join read(Join join, PlantState state) {
        var now = parts.world.now();
        if (planned(join, state)) {
            return join.at(Join.Step.PLAN, "answers for the plan", now);
        }
        boolean mine = state.joiner()
                .filter(joiner -> joiner.invite().joinId().equals(join.id()))
                .isPresent();
        if (mine && (state.phase().joining())) {
            return join.at(Join.Step.READ, "the ledger of the federation", now);
        }
        if (!mine) {
            // The order was lost with the process; it is given again.
            join.taken().ifPresent(invite -> order(joinBy(invite)));
            return join;
        }
        return failed(join);
    }

    private Join failed(Join join) {
        var why = parts.alarms.all().stream()
                .findFirst()
                .map(alarm -> alarm.text())
                .orElse("the other plant did not answer in time");
        return join.ended(Join.State.FAILED, why, parts.world.now());
    }

    private static boolean planned(Join join, PlantState state) {
        return state.joiner()
                .filter(joiner -> joiner.invite().joinId().equals(join.id()))
                .flatMap(joiner -> joiner.plan())
                .isPresent();
    }

    private Join agreeing(Join join, PlantState state) {
        var now = parts.world.now();
        if (state.phase() != Phase.PLANNING) {
            return state.phase() == Phase.COMMITTING || state.phase() == Phase.FREEZING
                    ? join.at(Join.Step.SIGN, "the ledger", now)
                    : isDone(join, state) ? join.ended(Join.State.JOINED, null, now) : failed(join);
        }
        var made = state.joiner().orElseThrow().plan().orElseThrow();
        var shown = join;
        if (join.plan() == null || !join.plan().hash().equals(made.hash().sum().hex())) {
            var ping = ping(other(join));
            var there = parts.reach
                    .door(other(join))
                    .flatMap(door -> parts.calls.get(other(join), door, JoinTalk.ABOUT_PATH, AboutResponse.class));
            if (ping.isEmpty() || there.isEmpty()) {
                return join.at(Join.Step.PLAN, "answers of the other plant for the plan", now);
            }
            var record = join.other().orElseThrow();
            shown = join.planned(
                    Findings.of(
                            made,
                            parts.about.now(state.self().label()),
                            there.get(),
                            ping.get(),
                            parts.tunnel.measure(record),
                            nat(record),
                            spec -> clash(state, spec)),
                    parts.world.now());
        }
        return talked(shown, made, state);
    }

    private Findings.Nat nat(MemberRecord other) {
        boolean here = parts.tunnel.endpoint().equals(Whereabouts.CALLS_ONLY);
        boolean there = other.endpoint().equals(Whereabouts.CALLS_ONLY);
        return here && there ? Findings.Nat.BOTH : here || there ? Findings.Nat.ONE_SIDE : Findings.Nat.NOBODY;
    }

    private Brought.Clash clash(PlantState state, PoolSpec spec) {
        var federation = state.joiner().orElseThrow().candidate().folded();
        boolean returns = state.ledger()
                .state()
                .filter(known -> known.federation().equals(federation.federation()))
                .isPresent();
        return Brought.clash(parts.store, federation, spec, state.me(), returns);
    }

    /** Addresses that came into use since the plan was made, and that another plant would give once more. */
    private List<String> late(metalplant.federation.plant.JoinPlan plan, PlantState state) {
        return plan.localOnly().stream()
                .flatMap(spec -> clash(state, spec).inUse().stream())
                .toList();
    }

    private Join talked(Join join, metalplant.federation.plant.JoinPlan plan, PlantState state) {
        var now = parts.world.now();
        var said = say(join, new AgreeRequest(join.plan(), join.accepted(), false, null));
        if (said.isEmpty()) {
            return join.at(Join.Step.AGREE, "an answer of the other plant", now);
        }
        if (said.get().aborted()) {
            order(new Event.Abort());
            return join.ended(Join.State.FAILED, reason(said.get().why()), now);
        }
        var next = join.accepting(join.accepted(), said.get().accepted());
        if (next.accepted() && next.acceptedThere()) {
            var late = late(plan, state);
            if (!late.isEmpty()) {
                order(new Event.Abort());
                return join.ended(
                        Join.State.FAILED,
                        "%s came into use since the plan was made, and the other plant would give it once more: join again"
                                .formatted(late.getFirst()),
                        now);
            }
            order(new Event.AcceptPlan(plan.hash()));
            return next.at(Join.Step.SIGN, "the ledger", now);
        }
        return next.at(Join.Step.AGREE, next.accepted() ? "the other side to accept" : "this side to accept", now);
    }

    private static String reason(@Nullable String why) {
        return why == null ? "given up on the other side" : "on the other side: " + why;
    }

    private Optional<Join> signing(Join join, PlantState state) {
        var now = parts.world.now();
        if (isDone(join, state)) {
            return Optional.of(join.ended(Join.State.JOINED, null, now));
        }
        return switch (state.phase()) {
            case FREEZING, COMMITTING, SYNCING -> Optional.of(join.at(Join.Step.SIGN, "the ledger", now));
            // What the plan was made from has changed, or the acceptance was lost with the process.
            case PLANNING -> Optional.of(agreeing(join.at(Join.Step.AGREE, null, now), state));
            default -> Optional.of(failed(join));
        };
    }

    private static boolean isDone(Join join, PlantState state) {
        return state.phase().inFederation() && state.federation().requests().has(join.id());
    }

    private Optional<Join> hosting(Join join, PlantState state) {
        var now = parts.world.now();
        if (state.phase().inFederation() && state.federation().requests().has(join.id())) {
            return Optional.of(join.ended(Join.State.JOINED, null, now));
        }
        if (join.step() != Join.Step.MEET && join.canBeGivenUp() && hasWaited(join, GIVE_UP.multipliedBy(2))) {
            return Optional.of(join.ended(Join.State.FAILED, "the other plant was not heard of in time", now));
        }
        if (join.step() == Join.Step.AGREE) {
            var waitsFor = !join.accepted()
                    ? "this side to accept"
                    : join.acceptedThere() ? "the signature of the other plant" : "the other side to accept";
            return Optional.of(join.at(Join.Step.AGREE, waitsFor, now));
        }
        return Optional.empty();
    }

    private Optional<Join> witnessing(Join join, PlantState state) {
        var now = parts.world.now();
        if (isDone(join, state)) {
            return Optional.of(join.ended(Join.State.JOINED, null, now));
        }
        if (join.step() != Join.Step.MEET && hasWaited(join, GIVE_UP)) {
            return Optional.of(join.ended(Join.State.FAILED, "the witness did not become one in time", now));
        }
        if (join.step() == Join.Step.MEET) {
            return Optional.empty();
        }
        if (state.federation().witness().isPresent()) {
            return Optional.of(join.ended(Join.State.FAILED, "there is a witness already", now));
        }
        var record = join.other().orElseThrow();
        if (join.step() == Join.Step.LINK) {
            return Optional.of(ping(record.plant())
                    .map(ping -> join.planned(WitnessPlan.of(record, state.federation(), ping), now))
                    .orElseGet(() ->
                            join.at(Join.Step.LINK, "an answer of the witness's door at " + record.endpoint(), now)));
        }
        if (join.accepted() && join.acceptedThere()) {
            if (parts.world.nanos() - witnessOrderedAt > ORDER_AGAIN.toNanos()) {
                witnessOrderedAt = parts.world.nanos();
                order(new Event.Want(join.id(), new WitnessCommand.WitnessAdd(record)));
            }
            return Optional.of(join.at(Join.Step.SIGN, "the ledger", now));
        }
        return Optional.of(
                join.at(Join.Step.AGREE, join.accepted() ? "the operator of the witness" : "this side to accept", now));
    }

    /** Tells the inviting plant, if it can be told. */
    void tellAborted(Join join, String why) {
        if (join.other().isPresent()) {
            say(join, new AgreeRequest(null, false, true, why));
        }
    }

    private Optional<AgreeResponse> say(Join join, AgreeRequest said) {
        return parts.reach
                .door(other(join))
                .flatMap(door ->
                        parts.calls.post(other(join), door, JoinTalk.JOIN_PATH + join.id(), said, AgreeResponse.class));
    }

    private Optional<metalplant.mesh.link.PingResult> ping(PlantId plant) {
        try {
            return parts.links.ping(plant);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What does not go now is ordered again at the next look. */
    private void order(Event.Operator order) {
        parts.runner.order(order).whenComplete((answer, failure) -> {
            if (failure instanceof Problem problem) {
                parts.alarms.alarm(problem.getMessage());
            }
            look();
        });
    }

    @Override
    public void close() {
        closed = true;
        look();
    }
}
