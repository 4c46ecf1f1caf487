package metalplant.sim;

import java.util.Optional;
import java.util.Random;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;

/**
 * In some runs one plant was copied while it ran, with disk, identity and life, and both copies run. Others reach one of them at a time:
 * whoever said something last has the link. With chance of its own: runs without it are what they were.
 *
 * <p>While a copy is alone nobody can know that there are two, so its own customers do not count (federation.md, section 6), and
 * people break no glass there. At its first
 * contact it is told how far the other copy was seen, as the plants' door does it, and begins a new life before anything else.
 */
final class Twins {
    /** One run of so many, and none of those with networks of projects or prefixes of members: two copies of one home say two things. */
    private static final int EVERY = 6;

    private static final int REMAINDER = 3;

    private static final int STREAM = 0x7477696E;
    private static final long LOOK = Simulation.MINUTE / 2;

    private final Simulation sim;
    private final Random random;
    private Optional<SimPlant> twice = Optional.empty();
    private Copy other = new Copy(Optional.empty(), 0);
    private boolean untold;
    private boolean trouble = true;
    private long highest;

    /** The copy that nobody reaches just now. */
    private record Copy(Optional<SimPlant.Disk> disk, long incarnation) {}

    Twins(Simulation sim) {
        this.sim = sim;
        this.random = new Random(sim.seed * 0x9E3779B97F4A7C15L + STREAM);
    }

    void begin() {
        if (Math.floorMod(sim.seed, EVERY) == REMAINDER) {
            sim.clock.after((8 + random.nextLong(20)) * Simulation.MINUTE, this::copy);
        }
    }

    /** People find one of the two, and switch it off. */
    void rest() {
        trouble = false;
    }

    /** Whether this is a copy that no other plant has spoken to. */
    boolean isAlone(SimPlant plant) {
        return untold && twice.filter(plant::equals).isPresent();
    }

    private void copy() {
        var members = sim.plants.stream()
                .filter(plant -> plant.up && !plant.destroyed && plant.state().phase() == Phase.MEMBER)
                .filter(plant -> !isDecidingAlone(plant.disk))
                .toList();
        if (!trouble) {
            return;
        }
        if (members.isEmpty()) {
            sim.clock.after(5 * Simulation.MINUTE, this::copy);
            return;
        }
        var plant = members.get(random.nextInt(members.size()));
        sim.sometimes("copied while it runs");
        sim.say("plant %d runs twice".formatted(plant.index));
        twice = Optional.of(plant);
        other = stand(plant);
        later();
    }

    private static Copy stand(SimPlant plant) {
        return new Copy(Optional.of(plant.disk), plant.incarnation);
    }

    private void later() {
        sim.clock.after(2 * Simulation.MINUTE + random.nextLong(12 * Simulation.MINUTE), this::swap);
    }

    private void swap() {
        var plant = twice.orElseThrow();
        if (!trouble || plant.destroyed) {
            return;
        }
        if (isDecidingAlone(other.disk().orElseThrow())) {
            later();
            return;
        }
        sim.sometimes("the other copy has the link");
        sim.say("the other copy of plant %d has the link".formatted(plant.index));
        highest = Math.max(highest, Math.max(plant.incarnation, other.incarnation()));
        var now = stand(plant);
        plant.disk = other.disk().orElseThrow();
        plant.incarnation = other.incarnation();
        other = now;
        if (plant.hasNewEntries()) {
            // Its copy was made with the software that can read them.
            plant.level = Acceptance.LEVEL;
        }
        untold = true;
        plant.up = false;
        sim.start(plant);
        sim.oracle.restored(plant);
        look();
        later();
    }

    /** Two copies of an only voter write two ledgers, and nobody can know. */
    private static boolean isDecidingAlone(SimPlant.Disk disk) {
        return disk.state()
                .ledger()
                .state()
                .filter(known -> known.epoch().voters().size() > 1)
                .isEmpty();
    }

    /** Whether anybody tells it by now. */
    private void look() {
        var plant = twice.orElseThrow();
        if (!untold || plant.destroyed) {
            return;
        }
        boolean reached = plant.up
                && sim.plants.stream()
                        .anyMatch(each -> each.index != plant.index
                                && sim.isUp(each.index)
                                && sim.network.connected(plant.index, each.index)
                                && (knows(plant, each) || knows(each, plant)));
        // Once people have found one of the two, they say so to the other.
        if ((reached || (plant.up && !trouble)) && !plant.isFull()) {
            tell(plant);
        } else {
            sim.clock.after(LOOK, this::look);
        }
    }

    private static boolean knows(SimPlant plant, SimPlant other) {
        return plant.state()
                .ledger()
                .state()
                .flatMap(known -> known.members().find(other.id()))
                .isPresent();
    }

    private void tell(SimPlant plant) {
        untold = false;
        if (sim.mutant == Mutant.TWINS_ARE_NOT_TOLD) {
            return;
        }
        sim.sometimes("a copy was told");
        sim.say("plant %d is told that it runs twice".formatted(plant.index));
        plant.incarnation = Math.max(highest, plant.incarnation);
        sim.carrier.wipe(plant.index);
        plant.write(plant.db().reconciled(false));
        var life = plant.nextLife();
        var peer = "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        plant.commit(plant.next(new Event.Restored(life, peer)));
        sim.oracle.restored(plant);
    }
}
