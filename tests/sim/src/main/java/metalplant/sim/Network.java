package metalplant.sim;

import java.util.random.RandomGenerator;

/** Links between plants, each direction with its own faults. */
final class Network {
    /** More under way at one time means that something sends without bound. */
    private static final int UNDER_WAY_MAX = 20_000;

    private final Clock clock;
    private final RandomGenerator random;
    private final boolean[][] cut;
    private double loss;
    private double twice;
    private long delayMax = 50;

    private final Bar bar;

    /** What people keep apart, whatever the weather. */
    @FunctionalInterface
    interface Bar {
        boolean between(int one, int other);
    }

    /** Takes what arrives. */
    @FunctionalInterface
    interface Arrival {
        void arrive();
    }

    Network(Clock clock, RandomGenerator random, int plants, Bar bar) {
        this.clock = clock;
        this.random = random;
        this.bar = bar;
        this.cut = new boolean[plants][plants];
    }

    void weather(double lossNow, double twiceNow, long delayMaxNow) {
        loss = lossNow;
        twice = twiceNow;
        delayMax = delayMaxNow;
    }

    void cut(int from, int to, boolean yes) {
        cut[from][to] = yes;
    }

    void cutOff(int plant, boolean yes) {
        for (int other = 0; other < cut.length; other++) {
            cut[plant][other] = yes;
            cut[other][plant] = yes;
        }
    }

    void heal() {
        for (var row : cut) {
            java.util.Arrays.fill(row, false);
        }
        weather(0, 0, 50);
    }

    boolean connected(int one, int other) {
        return !cut[one][other] && !cut[other][one];
    }

    boolean isCutOff(int plant) {
        for (int other = 0; other < cut.length; other++) {
            if (other != plant && !cut[plant][other]) {
                return false;
            }
        }
        return true;
    }

    void send(int from, int to, Arrival arrival) {
        if (clock.waiting() > UNDER_WAY_MAX) {
            throw new Violation("bounds", "more than %d messages under way".formatted(UNDER_WAY_MAX));
        }
        deliver(from, to, arrival);
        if (random.nextDouble() < twice) {
            deliver(from, to, arrival);
        }
    }

    private boolean isCut(int from, int to) {
        return cut[from][to] || (from != to && bar.between(from, to));
    }

    private void deliver(int from, int to, Arrival arrival) {
        if (isCut(from, to) || random.nextDouble() < loss) {
            return;
        }
        clock.after(random.nextLong(1, delayMax + 1), () -> {
            if (!isCut(from, to)) {
                arrival.arrive();
            }
        });
    }
}
