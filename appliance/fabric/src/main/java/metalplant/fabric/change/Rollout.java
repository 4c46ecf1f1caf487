package metalplant.fabric.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which switches may begin with a change. Of those that stand in for each other, two leaves of a rack or the exits of a partition, one at
 * a time, and the next one only when the one before has it and was found good.
 */
public final class Rollout {
    private Rollout() {}

    /** How far a switch is with what it shall be. */
    public enum State {
        /** It has something else, and nothing is under way. */
        WAITING,
        /** It may be in the middle of it; also one that began and is not heard of. */
        CHANGING,
        /** It has it and was found good. */
        VERIFIED,
        /** It went back to what it had, or could not. */
        FAILED
    }

    /**
     * @param stands which others stand in for it have the same word here: the rack, or "exits"
     * @param since when it began to wait; of those that wait the first one is next
     */
    public record Turn(String name, String stands, State state, Instant since) {
        private static final Comparator<Turn> ORDER =
                Comparator.comparing(Turn::since).thenComparing(Turn::name);

        /** One of several that began to wait at once. */
        public Turn(String name, String stands, State state) {
            this(name, stands, state, Instant.EPOCH);
        }
    }

    /** The names of those that may begin, in order; of each group one at most. */
    public static List<String> next(Collection<Turn> turns) {
        var waiting = new TreeMap<String, Turn>();
        Set<String> held = new HashSet<>();
        for (var turn : turns) {
            switch (turn.state()) {
                case CHANGING, FAILED -> held.add(turn.stands());
                case WAITING ->
                    waiting.merge(
                            turn.stands(), turn, (one, other) -> Turn.ORDER.compare(one, other) < 0 ? one : other);
                case VERIFIED -> {}
            }
        }
        var found = new ArrayList<String>();
        waiting.forEach((stands, turn) -> {
            if (!held.contains(stands)) {
                found.add(turn.name());
            }
        });
        return found.stream().sorted().toList();
    }
}
