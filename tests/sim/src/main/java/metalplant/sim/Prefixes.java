package metalplant.sim;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.membership.Phase;

/**
 * Operators who make networks with prefixes that other plants make too, or bring when they join, and customers of such networks. Not in
 * every run, and with chance of their own: runs without them are what they were.
 */
final class Prefixes {
    /** One run of so many. */
    private static final int EVERY = 3;

    private static final int STREAM = 0x70726566;

    /** Some overlap each other; some are what plants have before they join. */
    private static final List<PoolSpec> ALL = Stream.of(
                    "192.0.2.0/28", "192.0.2.0/27", "192.0.2.64/28", "198.51.1.0/28", "198.51.2.0/28")
            .map(text -> Simulation.prefix(text, 28))
            .toList();

    private final Simulation sim;
    private final Random random;
    private boolean trouble = true;

    Prefixes(Simulation sim) {
        this.sim = sim;
        this.random = new Random(sim.seed * 0x9E3779B97F4A7C15L + STREAM);
    }

    void begin() {
        if (Math.floorMod(sim.seed, EVERY) == 2) {
            sim.plants.forEach(plant -> sim.clock.after(random.nextLong(10 * Simulation.MINUTE), () -> visit(plant)));
        }
    }

    /** Nobody makes anything new. */
    void rest() {
        trouble = false;
    }

    private void visit(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        boolean may = plant.state().ledger().state().isPresent()
                && plant.state().phase() == Phase.MEMBER
                && plant.db().reconciled();
        if (plant.up && !plant.isFull() && may) {
            switch (random.nextInt(8)) {
                case 0, 1 -> make(plant);
                case 2 -> give(plant);
                default -> take(plant);
            }
        }
        if (trouble) {
            sim.clock.after(Simulation.MINUTE + random.nextLong(4 * Simulation.MINUTE), () -> visit(plant));
        }
    }

    /** Prefixes of the networks of one plant do not overlap, and the federation shares others in blocks. */
    private void make(SimPlant plant) {
        var spec = ALL.get(random.nextInt(ALL.size()));
        boolean here = plant.db().made().values().stream().anyMatch(spec::overlaps) || plant.ownPrefix.overlaps(spec);
        if (here) {
            return;
        }
        sim.sometimes(sim.network.isCutOff(plant.index) ? "prefix made while cut off" : "prefix made");
        plant.write(plant.db().with(spec));
    }

    /** The network goes if nothing of it is in use. */
    private void give(SimPlant plant) {
        plant.db().made().values().stream()
                .filter(spec -> plant.db().rows().values().stream()
                        .noneMatch(row -> row.number().pool().equals(spec.id())))
                .findFirst()
                .ifPresent(spec -> {
                    sim.sometimes("prefix gone");
                    plant.write(plant.db().withoutPrefix(spec.id()));
                });
    }

    /** Of a prefix that is this plant's by the ledger customers take addresses as of any block; this is of the others. */
    private void take(SimPlant plant) {
        unclaimed(plant).ifPresent(spec -> {
            var number = new LocalDb.PoolNumber(spec.id(), spec.first().add(BigInteger.valueOf(random.nextInt(8))));
            boolean free = plant.db().rows().get(number).isEmpty();
            if (!sim.mutant.guards().prefixClaimed(false)) {
                sim.sometimes("prefix without claim gives nothing");
            } else if (free) {
                var request = new UUID(random.nextLong(), random.nextLong());
                plant.write(plant.db().with(new LocalDb.Row(number, request, Long.MAX_VALUE)));
                sim.oracle.acquiredUnclaimed(plant, number, request);
            }
        });
    }

    private static Optional<PoolSpec> unclaimed(SimPlant plant) {
        var pools = plant.state().federation().pools();
        return plant.db().made().values().stream()
                .filter(spec -> pools.find(spec.id())
                        .filter(pool -> !pool.heldBy(plant.id()).isEmpty())
                        .isEmpty())
                .findFirst();
    }

    /** What keeps a prefix of a member from being claimed. */
    Optional<String> unrest(SimPlant plant) {
        return plant.state().federation().epoch().debtsPaid()
                ? plant.unclaimed(1).stream().findFirst().map(spec -> "has not claimed " + spec.id())
                : Optional.empty();
    }
}
