package metalplant.sim;

import java.util.List;
import java.util.Random;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.plant.Event;

/**
 * In some runs: two plants are cut off together, one of them breaks glass wrongly and the other follows it; the rest puts the first out,
 * and fences it, without knowing of the second. With chance of its own: runs without it are what they were.
 */
final class Splits {
    /** One run of so many, of those with three plants and more. */
    private static final int EVERY = 5;

    private static final int STREAM = 0x73706C74;
    private static final int PLANTS_MIN = 3;

    private final Simulation sim;
    private final Operators operators;
    private final Random random;

    Splits(People people) {
        this.sim = people.sim;
        this.operators = people.operators;
        this.random = new Random(sim.seed * 0x9E3779B97F4A7C15L + STREAM);
    }

    void begin() {
        if (sim.plants.size() >= PLANTS_MIN && Math.floorMod(sim.seed, EVERY) == 2) {
            sim.clock.after((10 + random.nextLong(30)) * Simulation.MINUTE, this::part);
        }
    }

    private void part() {
        var members = sim.plants.stream()
                .filter(plant ->
                        plant.up && !plant.destroyed && plant.state().phase().inFederation())
                .toList();
        if (members.size() < PLANTS_MIN) {
            return;
        }
        var first = members.get(random.nextInt(members.size()));
        var others = members.stream().filter(each -> each.index != first.index).toList();
        var follower = others.get(random.nextInt(others.size()));
        var rest = others.stream().filter(each -> each.index != follower.index).toList();
        sim.sometimes("two are cut off together");
        sim.say("plants %d and %d are cut off together".formatted(first.index, follower.index));
        for (var plant : rest) {
            List.of(first, follower).forEach(each -> {
                sim.network.cut(plant.index, each.index, true);
                sim.network.cut(each.index, plant.index, true);
            });
        }
        var by = rest.get(random.nextInt(rest.size()));
        later(1, () -> operators.breakGlass(first));
        later(2, () -> putOut(by, first));
        // Their voters may have been needed.
        later(6, () -> operators.breakGlass(by));
        later(9, () -> putOut(by, first));
        later(14, () -> fence(by));
    }

    private void fence(SimPlant by) {
        if (by.up && by.state().phase().inFederation()) {
            operators.fenceBy(by);
        }
    }

    private void putOut(SimPlant by, SimPlant plant) {
        if (by.up
                && by.state().phase().inFederation()
                && by.state().federation().members().mayWrite(plant.id())) {
            sim.say("plant %d puts out plant %d".formatted(by.index, plant.index));
            sim.give(
                    by,
                    new Event.Want(
                            new java.util.UUID(random.nextLong(), random.nextLong()),
                            new MemberCommand.MemberEvict(plant.id())));
        }
    }

    private void later(long minutes, Runnable what) {
        sim.clock.after(minutes * Simulation.MINUTE + random.nextLong(2 * Simulation.MINUTE), () -> {
            if (sim.isTroubled()) {
                what.run();
            }
        });
    }
}
