package metalplant.sim;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.plant.Event;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;

/** Everything that acts on plants from outside: who that is, what goes wrong when, and what they share. */
final class People {
    static final UUID FEDERATION = new UUID(7, 7);

    final Simulation sim;
    final Signer recovery;
    final List<PoolSpec> pools;
    final Customers customers;
    final Joins joins;
    final Fate fate;
    final Operators operators;
    final Rogues rogues;
    final Helpers helpers;
    final Networks networks;
    final Prefixes prefixes;
    final Witnesses witnesses;
    final Twins twins;
    private final Splits splits;
    private RandomGenerator random;
    private int faults;
    private boolean trouble = true;

    /** What happens how often: everything evenly, or much of what loses memory, or much of what splits a federation. */
    private static final int[][] MOODS = {
        {
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29,
            30, 31
        },
        {0, 2, 5, 7, 7, 9, 9, 9, 10, 14, 19, 21, 22, 23, 26, 26, 26, 27},
        {0, 0, 2, 5, 6, 12, 12, 14, 16, 17, 19, 23, 26, 31},
        {2, 2, 6, 9, 7, 14, 14, 16, 16, 17, 18, 28, 28, 29, 29, 30, 30, 31},
    };

    private static final int SPLITTING = 2;

    private final int[] mood;

    People(Simulation sim, RandomGenerator random) {
        this.mood = MOODS[random.nextInt(MOODS.length)];
        this.sim = sim;
        this.customers = new Customers(this);
        this.joins = new Joins(this);
        this.fate = new Fate(this);
        this.operators = new Operators(this);
        this.rogues = new Rogues(this);
        this.helpers = new Helpers(this);
        this.networks = new Networks(sim);
        this.prefixes = new Prefixes(sim);
        this.witnesses = new Witnesses(sim);
        this.twins = new Twins(sim);
        this.splits = new Splits(this);
        this.random = random;
        var secret = new byte[32];
        random.nextBytes(secret);
        this.recovery = sim.signer(Bytes.of(secret));
        this.pools = List.of(
                Simulation.prefix("203.0.113.0/25", 28),
                new PoolSpec("vni", PoolKind.VNI, BigInteger.valueOf(65_536), BigInteger.valueOf(65_536), 8),
                new PoolSpec("asn", PoolKind.ASN, BigInteger.valueOf(4_210_000_000L), BigInteger.valueOf(131_072), 8));
    }

    void begin() {
        networks.begin();
        prefixes.begin();
        witnesses.begin();
        splits.begin();
        twins.begin();
        var first = sim.plants.getFirst();
        sim.give(first, new Event.Found(FEDERATION, recovery, List.of(first.ownPrefix)));
        for (var spec : List.of(pools.getFirst(), pools.get(1 + random.nextInt(2)))) {
            Command add = spec.kind() == PoolKind.IPV4
                    ? new EscrowCommand.PrefixAdd(spec)
                    : new EscrowCommand.PoolRange(spec);
            sim.give(first, new Event.Want(uuid(), add));
        }
        boolean together = random.nextBoolean();
        for (var plant : sim.plants) {
            sim.clock.after(1 + random.nextLong(5 * Simulation.MINUTE), () -> customers.customer(plant));
            if (plant.index > 0) {
                long when = together ? 2 * Simulation.MINUTE : random.nextLong(60 * Simulation.MINUTE);
                sim.clock.after(when, () -> joins.join(plant));
            }
        }
        sim.clock.after(8 * Simulation.MINUTE, this::operate);
    }

    /** Everybody's chance, or that of the fault that happens just now. */
    RandomGenerator random() {
        return random;
    }

    /** Whether anything still goes wrong. */
    boolean trouble() {
        return trouble;
    }

    /** Whether this run is about what splits a federation. */
    boolean splits() {
        return java.util.Arrays.equals(mood, MOODS[SPLITTING]);
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Optional<SimPlant> anyMember() {
        var members = sim.plants.stream()
                .filter(plant ->
                        plant.up && !plant.destroyed && plant.state().phase().inFederation())
                .toList();
        return members.isEmpty() ? Optional.empty() : Optional.of(any(members));
    }

    Bytes content() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private void operate() {
        if (!trouble) {
            return;
        }
        // Each fault has chance of its own, so that leaving one out changes no draw of the others.
        var everybodys = random;
        int number = faults++;
        random = new java.util.Random(everybodys.nextLong());
        long pause = random.nextLong(6 * Simulation.MINUTE);
        if (!sim.dropped.contains(number)) {
            sim.say("fault %d".formatted(number));
            fault();
        }
        random = everybodys;
        operators.reconcileAll();
        sim.clock.after(pause, this::operate);
    }

    private void fault() {
        var plant = any(sim.plants);
        switch (mood[random.nextInt(mood.length)]) {
            case 0, 1 -> fate.cut(plant);
            case 2, 3, 4 -> fate.partlyHeal();
            case 5 ->
                sim.network.weather(random.nextInt(4) * 0.1, random.nextInt(3) * 0.1, 50 + random.nextLong(5_000));
            case 6 -> {
                if (plant.up && !plant.destroyed) {
                    sim.crash(plant, "by chance");
                }
            }
            case 7, 8 -> fate.backup(plant);
            case 9, 10 -> fate.restore(plant);
            case 11 -> fate.clockJump(plant);
            case 12, 13 -> operators.breakGlass(plant);
            case 14, 15 -> operators.putOut(plant);
            case 16 -> operators.fence();
            case 17, 18 -> joins.join(plant);
            case 19 -> operators.moveRange(plant);
            case 20 -> operators.drain(plant);
            case 21 -> rogues.bundle(plant);
            case 22 -> rogues.forge(plant);
            case 23, 24 -> rogues.wrongOrder(plant);
            case 26 -> fate.forgetfulVoter(plant);
            case 27 -> fate.fillDisk(plant);
            case 28, 29 -> fate.otherSoftware(plant);
            case 30 -> operators.endOfAllocation(plant);
            case 31 -> fate.haunt(plant);
            default -> fate.destroyOrLeave(plant);
        }
    }

    /** How many faults there were, and may be left out. */
    int faults() {
        return faults;
    }

    void heal() {
        trouble = false;
        networks.rest();
        prefixes.rest();
        witnesses.rest();
        twins.rest();
        sim.say("--- trouble is over ---");
        sim.network.heal();
        fate.calm();
        for (var plant : sim.plants) {
            plant.fullUntil = 0;
            if (plant.level < Acceptance.LEVEL && !plant.destroyed) {
                fate.install(plant, Acceptance.LEVEL);
            }
            sim.start(plant);
        }
    }
}
