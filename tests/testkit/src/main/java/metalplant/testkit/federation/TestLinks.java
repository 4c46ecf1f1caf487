package metalplant.testkit.federation;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Which plants reach which, and what gets lost on the way. All chance comes from one seed. */
public final class TestLinks {
    private final Set<Integer> cutOff = new HashSet<>();
    private final Random random;
    private double loss;

    TestLinks(long seed) {
        this.random = new Random(seed);
    }

    /** This plant reaches no other. */
    public void cutOff(int plant) {
        cutOff.add(plant);
    }

    /** Share of messages and answers that get lost. */
    public void lose(double share) {
        loss = share;
    }

    public void heal() {
        cutOff.clear();
        loss = 0;
    }

    boolean connected(int one, int other) {
        return one == other || (!cutOff.contains(one) && !cutOff.contains(other));
    }

    boolean isLost() {
        return random.nextDouble() < loss;
    }

    /** Chance for everything else that may go one way or the other. */
    boolean happens(double share) {
        return random.nextDouble() < share;
    }

    long millis(long max) {
        return random.nextLong(1, max);
    }
}
