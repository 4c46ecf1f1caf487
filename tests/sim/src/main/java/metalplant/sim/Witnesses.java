package metalplant.sim;

import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.PlantState;
import metalplant.federation.witness.Witness;

/**
 * Operators who let a witness stand by two plants, and what befalls it. Not in every run, and with chance of their own: runs without it are
 * what they were.
 */
final class Witnesses {
    /** One run of so many, of those with two or three plants. */
    private static final int EVERY = 4;

    private static final int STREAM = 0x7769746E;
    private static final int PLANTS_MAX = 3;

    private final Simulation sim;
    private final Random random;
    private boolean trouble = true;

    Witnesses(Simulation sim) {
        this.sim = sim;
        this.random = chance(sim.seed);
    }

    static Random chance(long seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L + STREAM);
    }

    /** Whether there is a witness in this run. */
    static boolean plays(long seed, int plants) {
        return plants <= PLANTS_MAX && Math.floorMod(seed, EVERY) == 3;
    }

    void begin() {
        sim.witness().ifPresent(witness -> {
            witness.start();
            witness.tick();
            sim.clock.after(3 * Simulation.MINUTE, this::visit);
        });
    }

    /** It is let alone. */
    void rest() {
        trouble = false;
        sim.witness().ifPresent(SimWitness::start);
    }

    private void visit() {
        if (!trouble) {
            return;
        }
        var witness = sim.witness().orElseThrow();
        switch (random.nextInt(12)) {
            case 0 -> {
                sim.sometimes("witness cut off");
                sim.network.cutOff(witness.index, true);
            }
            case 1 -> {
                sim.sometimes("witness down");
                witness.up = false;
            }
            case 2 -> {
                sim.sometimes("witness lost its votes");
                witness.forgetVotes();
            }
            case 3 -> order(witness, false);
            case 4, 5, 6, 7 -> order(witness, true);
            default -> witness.start();
        }
        sim.clock.after(Simulation.MINUTE + random.nextLong(8 * Simulation.MINUTE), this::visit);
    }

    private void order(SimWitness witness, boolean wanted) {
        var members = sim.plants.stream()
                .filter(plant -> plant.up && !plant.destroyed && plant.state().phase() == Phase.MEMBER)
                .toList();
        if (members.isEmpty()) {
            return;
        }
        var by = members.get(random.nextInt(members.size()));
        boolean known = witness(by.state()).isPresent();
        if (known == wanted) {
            return;
        }
        Command command =
                wanted ? new WitnessCommand.WitnessAdd(witness.record) : new WitnessCommand.WitnessRemove(witness.id());
        sim.sometimes(wanted ? "witness invited" : "witness removed");
        sim.say("plant %d: %s".formatted(by.index, command));
        sim.give(by, new Event.Want(new UUID(random.nextLong(), random.nextLong()), command));
    }

    /**
     * Behind a break-glass on both sides the witness may have followed the other one; it goes back to no lineage that is as high as its own,
     * so people see that it is silent and remove it.
     */
    void help(SimPlant main) {
        var epoch = main.state().federation().epoch();
        boolean elsewhere = witness(main.state()).filter(Witness::mayVote).isPresent()
                && sim.witness()
                        .flatMap(SimWitness::state)
                        .filter(known -> !known.epoch().lineage().equals(epoch.lineage())
                                && known.epoch().number() >= epoch.number())
                        .isPresent();
        if (elsewhere) {
            sim.sometimes("witness of another lineage removed");
            sim.give(
                    main,
                    new Event.Want(
                            new UUID(random.nextLong(), random.nextLong()),
                            new WitnessCommand.WitnessRemove(
                                    sim.witness().orElseThrow().id())));
        }
    }

    private static Optional<Witness> witness(PlantState state) {
        return state.ledger().state().flatMap(known -> known.witness());
    }

    /** A witness of two plants votes, and is up to date, once nothing keeps it from that. */
    Optional<String> unrest(SimPlant plant) {
        var known = witness(plant.state());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var epoch = plant.state().federation().epoch();
        var its = sim.witness().orElseThrow();
        long plants = epoch.voters().stream()
                .filter(voter -> !voter.plant().equals(its.id()))
                .count();
        boolean votes = epoch.isVoter(its.id());
        if (votes != (plants == 2 && known.get().mayVote()) && plants <= 2) {
            return Optional.of(
                    "the witness %s although %d plants do".formatted(votes ? "votes" : "does not vote", plants));
        }
        boolean behind = its.state()
                .filter(state ->
                        state.digest().equals(plant.state().federation().digest()))
                .isEmpty();
        if (votes) {
            sim.sometimes("a witness votes at the end");
        }
        return behind ? Optional.of("the witness has not read the ledger") : Optional.empty();
    }
}
