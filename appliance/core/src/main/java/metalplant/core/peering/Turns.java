package metalplant.core.peering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import metalplant.core.peering.FabricReports.Turned;
import metalplant.fabric.change.Rollout;
import metalplant.model.peering.SwitchFabric;
import metalplant.model.peering.SwitchFabric.Role;
import metalplant.model.peering.SwitchFabric.Turn;
import metalplant.model.peering.SwitchFabric.TurnState;
import metalplant.model.switches.Switch;

/**
 * Whose turn it is among switches that stand in for each other: two leaves of a rack, the exits of a partition. Machines hang at both, so
 * while one is changed the other is left alone.
 *
 * <p>All that holds others back is bounded: an agent that was told to begin and is not heard of, and one whose changes keep failing. The
 * switch of the first is by then what it was, or what it should be: it undoes by itself what is not confirmed.
 */
final class Turns {
    /** Above what a change of many steps and its way back take. */
    static final Duration LEASE = Duration.ofMinutes(15);

    private Turns() {}

    /**
     * What becomes of a report.
     *
     * @param answer empty for one that did not ask
     */
    record Given(Turn turn, Optional<Turned> answer) {}

    /** It tells how it went. */
    static Given told(TurnState state, Optional<SwitchFabric> old, Instant now) {
        var before = old.flatMap(SwitchFabric::turn);
        var failing = state == TurnState.FAILED
                ? before.flatMap(Turn::failing).or(() -> Optional.of(now))
                : Optional.<Instant>empty();
        return new Given(new Turn(state, now, failing), Optional.empty());
    }

    /**
     * It asks whether it may begin.
     *
     * @param others of its partition, and what they told
     */
    static Given asked(
            Switch asks, Role role, Optional<SwitchFabric> old, Map<Switch, SwitchFabric> others, Instant now) {
        var before = old.flatMap(SwitchFabric::turn);
        var since = before.filter(each -> each.state() == TurnState.WAITING)
                .map(Turn::since)
                .orElse(now);
        var failing = before.flatMap(Turn::failing);
        var stands = stands(asks, role);
        var turns = new ArrayList<Rollout.Turn>();
        turns.add(new Rollout.Turn(asks.id(), stands, Rollout.State.WAITING, since));
        others.forEach((other, told) -> told.turn()
                .filter(_ -> stands(other, told.role()).equals(stands))
                .ifPresent(turn -> turns.add(
                        new Rollout.Turn(other.id(), stands, state(turn, told.reported(), now), turn.since()))));
        if (Rollout.next(turns).contains(asks.id())) {
            return new Given(new Turn(TurnState.CHANGING, now, failing), Optional.of(new Turned(true, "")));
        }
        return new Given(new Turn(TurnState.WAITING, since, failing), Optional.of(new Turned(false, why(asks, turns))));
    }

    private static String stands(Switch of, Role role) {
        return role == Role.EXIT ? "exits" : "rack " + of.rackId();
    }

    /** What holds nobody back any more is as good as done. */
    private static Rollout.State state(Turn turn, Instant reported, Instant now) {
        var holds = switch (turn.state()) {
            case WAITING -> reported.plus(FabricReports.AGENT_LEASE);
            case CHANGING -> turn.since().plus(LEASE);
            case FAILED -> turn.failing().orElse(turn.since()).plus(LEASE);
            case VERIFIED -> now;
        };
        return holds.isAfter(now) ? Rollout.State.valueOf(turn.state().name()) : Rollout.State.VERIFIED;
    }

    private static String why(Switch asks, Iterable<Rollout.Turn> turns) {
        for (var each : turns) {
            if (!each.name().equals(asks.id()) && each.state() != Rollout.State.VERIFIED) {
                return switch (each.state()) {
                    case CHANGING -> each.name() + " is being changed, which stands in for it";
                    case FAILED -> "the last change of %s failed, which stands in for it".formatted(each.name());
                    case WAITING, VERIFIED -> each.name() + " waits longer, which stands in for it";
                };
            }
        }
        return "another one is next";
    }
}
