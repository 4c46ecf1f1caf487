package metalplant.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Effect;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.LocalPlane;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.plant.PlantState;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.signing.Verifier;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * One run: two to five plants, some virtual hours of joining, working and trouble, then healing and a last look. Everything
 * follows from the seed: the same seed gives the same trace.
 */
public final class Simulation implements CarrierModel.Plants {
    static final long MINUTE = 60_000;
    static final long HOUR = 60 * MINUTE;
    static final long TICK = 90_000;
    /** One in so many looks behind an entry takes place. */
    private static final int KEPT_HEARD = 4;

    /** How many plants: mostly few, where most goes wrong. */
    private static final int[] PLANTS = {2, 2, 2, 3, 3, 3, 4, 5};

    final long seed;
    final RandomGenerator random;
    final Clock clock = new Clock();
    final Network network;
    final CarrierModel carrier;
    final List<SimPlant> plants = new ArrayList<>();
    private final @Nullable SimWitness witness;
    final Map<PlantId, Integer> indexes = new HashMap<>();
    final Oracle oracle;
    final Mutant mutant;
    final Map<String, Integer> sometimes = new TreeMap<>();
    private final boolean realSignatures;
    private final Consumer<String> journal;
    private final boolean talks;
    /** Whether the plants begin with software of two releases. */
    private final boolean mixed;

    /** What the plant whose step is being computed saw alive. */
    private final List<Range> polled = new ArrayList<>();

    /** What is left out of this run, to find out what it needs. */
    final Set<Integer> dropped;

    private final People people;
    final Fences fences;
    private double crashes;
    private long trace;
    private long steps;

    /** Stands for all crashes by chance among the faults that can be dropped. */
    static final int CRASHES = -1;

    /** Of a plant's turns from one phase to another, one in so many is interrupted. */
    private static final int TURNS_PER_CRASH = 8;

    /** For runs that nobody reads. */
    static final Consumer<String> SILENT = _ -> {};

    private Simulation(
            long seed, Mutant mutant, boolean realSignatures, Set<Integer> dropped, Consumer<String> journal) {
        this.dropped = dropped;
        this.talks = !journal.equals(SILENT);
        this.seed = seed;
        this.mutant = mutant;
        this.realSignatures = realSignatures;
        this.journal = journal;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        int count = PLANTS[random.nextInt(PLANTS.length)];
        this.mixed = random.nextInt(3) == 0;
        for (int i = 0; i < count; i++) {
            makePlant(i);
        }
        this.witness = Witnesses.plays(seed, count) ? makeWitness(count) : null;
        this.network = new Network(clock, new Random(random.nextLong()), count(), this::isBarred);
        this.carrier = new CarrierModel(clock, network, this, mutant);
        this.oracle = new Oracle(plants, clock, this::isAlone);
        oracle.guards(mutant.guards());
        this.fences = new Fences(this);
        this.people = new People(this, new Random(random.nextLong()));
    }

    private void makePlant(int index) {
        var secret = new byte[Ed25519.SEED_SIZE];
        random.nextBytes(secret);
        var signer = signer(Bytes.of(secret));
        var nonce = Bytes.of(new byte[16]);
        // Now and then two plants bring one label and one prefix.
        boolean clash = index > 0 && random.nextInt(6) == 0;
        var label = clash ? "site_0" : "site_" + index;
        // Now and then some plants have the release before.
        int level = mixed && random.nextBoolean() ? Acceptance.LEVEL - 1 : Acceptance.LEVEL;
        var record =
                new MemberRecord(signer.key(), label, level, new Incarnation(0, nonce), Bytes.EMPTY, Bytes.EMPTY, "");
        var prefix = prefix("198.51.%d.0/28".formatted(clash ? 0 : index), 28);
        var config = new PlantConfig(java.time.Duration.ofMinutes(30), java.time.Duration.ofMinutes(15), 25, 2, 3);
        Verifier verifier = realSignatures ? Ed25519::verify : FastKeys::verify;
        var plant = new SimPlant(
                index,
                signer,
                record,
                "peer-%d-0".formatted(index),
                prefix,
                clock,
                new Random(random.nextLong()),
                verifier,
                mutant.guards(),
                config,
                this::seen);
        plants.add(plant);
        indexes.put(plant.id(), index);
    }

    /** With chance of its own, so that the plants are what they are without it. */
    private SimWitness makeWitness(int index) {
        var chance = Witnesses.chance(seed);
        var secret = new byte[Ed25519.SEED_SIZE];
        chance.nextBytes(secret);
        var made = new SimWitness(
                this,
                index,
                signer(Bytes.of(secret)),
                realSignatures ? Ed25519::verify : FastKeys::verify,
                new Random(chance.nextLong()));
        indexes.put(made.id(), index);
        return made;
    }

    /** The witness of this run, if it has one. */
    Optional<SimWitness> witness() {
        return Optional.ofNullable(witness);
    }

    private Optional<LocalPlane.Seen> seen(SimPlant by, List<Range> ranges) {
        var seen = people.fate.seen(by, ranges);
        seen.ifPresent(each -> polled.add(each.range()));
        return seen;
    }

    Signer signer(Bytes secret) {
        return realSignatures ? Ed25519.signer(secret) : FastKeys.signer(secret);
    }

    static PoolSpec prefix(String text, int blockLength) {
        var cidr = Cidr.parse(text);
        return new PoolSpec(
                text,
                PoolKind.IPV4,
                cidr.first().value(),
                BigInteger.ONE.shiftLeft(32 - blockLength),
                1L << (blockLength - cidr.length()));
    }

    /** What a run came to. */
    public record Outcome(long seed, long trace, long steps, int entries, Map<String, Integer> sometimes) {}

    /** Runs one seed as in every build. */
    public static Outcome run(long seed) {
        return run(seed, Mutant.NONE, seed % 100 == 99, SILENT);
    }

    /**
     * Runs one seed.
     *
     * @param realSignatures Ed25519 instead of the stand-in
     * @param journal gets a line for each thing that happens
     * @throws Violation if the oracle objects
     */
    public static Outcome run(long seed, Mutant mutant, boolean realSignatures, Consumer<String> journal) {
        return run(seed, mutant, realSignatures, Set.of(), journal);
    }

    /**
     * Runs one seed without some of its faults.
     *
     * @param dropped numbers of faults as {@link People} counts them; {@link #CRASHES} for all crashes by chance
     */
    static Outcome run(
            long seed, Mutant mutant, boolean realSignatures, Set<Integer> dropped, Consumer<String> journal) {
        return new Simulation(seed, mutant, realSignatures, dropped, journal).play();
    }

    private Outcome play() {
        SimPlant.forgetBodies();
        for (var plant : plants) {
            clock.after(random.nextLong(TICK), () -> tick(plant));
        }
        people.begin();
        long trouble = 30 * MINUTE + random.nextLong(HOUR + 30 * MINUTE);
        double often = random.nextInt(3) * 0.001;
        crashes = dropped.contains(CRASHES) ? 0 : often;
        clock.runUntil(trouble);
        crashes = 0;
        people.customers.island();
        clock.runUntil(clock.now() + 10 * MINUTE);
        people.customers.island();
        people.heal();
        long until = clock.now() + HOUR * 30;
        while (clock.now() < until && !people.helpers.quiet()) {
            clock.runUntil(clock.now() + 10 * MINUTE);
            people.helpers.help();
        }
        people.helpers.lastLook();
        return new Outcome(seed, trace, steps, oracle.entriesSeen(), sometimes);
    }

    /** Something that should happen in some run happened. */
    void sometimes(String what) {
        sometimes.merge(what, 1, Integer::sum);
    }

    void say(String text) {
        if (talks) {
            journal.accept("%7.1f min  %s".formatted((double) clock.now() / MINUTE, text));
        }
    }

    /** Whether anything still goes wrong. */
    boolean isTroubled() {
        return people.trouble();
    }

    /** Whether nobody can know of this plant: it is a copy of another one that runs. */
    boolean isAlone(SimPlant plant) {
        return people.twins.isAlone(plant);
    }

    /** The witness is nobody to whom a fenced plant would have to come back. */
    private boolean isBarred(int one, int other) {
        if (one == plants.size() || other == plants.size()) {
            var plant = plants.get(Math.min(one, other));
            return fences.isApart(plant) || people.twins.isAlone(plant);
        }
        if (people.twins.isAlone(plants.get(one)) || people.twins.isAlone(plants.get(other))) {
            return true;
        }
        return fences.keepsApart(plants.get(one), plants.get(other));
    }

    private void note(long what) {
        trace = (trace ^ what) * 0x100000001B3L + clock.now();
        steps++;
    }

    private void tick(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        if (plant.up) {
            give(plant, new Event.Tick());
        }
        clock.after(TICK - TICK / 8 + random.nextLong(TICK / 4), () -> tick(plant));
    }

    /** A plant takes an event: one transaction, then its effects; it may die at each border. */
    void give(SimPlant plant, Event event) {
        if (!plant.up || plant.destroyed) {
            return;
        }
        if (plant.isFull()) {
            // Nothing was committed, and whoever asked hears that it was not.
            sometimes("step while the disk is full");
            return;
        }
        boolean dies = dies();
        polled.clear();
        var before = plant.state();
        var next = plant.next(event);
        // Where it stands changes seldom, and that is when a crash is worth most.
        boolean turns = crashes > 0 && before.phase() != next.disk().state().phase();
        dies |= turns && random.nextInt(TURNS_PER_CRASH) == 0;
        if (dies) {
            interrupted(before, next.disk().state());
            crash(plant, "before the commit");
            return;
        }
        plant.commit(next);
        polled.forEach(range -> oracle.seen(plant, range));
        note(plant.index * 31L + plant.state().ledger().head().hashCode());
        oracle.stepped(plant, before);
        if (next.effects().stream().anyMatch(Effect.Replace.class::isInstance)) {
            oracle.forgotten(plant);
        }
        changed(plant, before);
        for (var effect : next.effects()) {
            if (dies() || (turns && random.nextInt(TURNS_PER_CRASH) == 0)) {
                interrupted(before, next.disk().state());
                crash(plant, "between commit and effects");
                return;
            }
            run(plant, effect);
        }
    }

    private void interrupted(PlantState before, PlantState after) {
        if (before.phase() != after.phase()) {
            sometimes("interrupted " + before.phase() + " -> " + after.phase());
        }
    }

    private void changed(SimPlant plant, PlantState before) {
        if (before.halted().isEmpty() && plant.state().halted().isPresent()) {
            sometimes("mirror halted");
            say("plant %d: its software is too old".formatted(plant.index));
        }
        if (before.phase() != plant.state().phase()) {
            sometimes("phase " + before.phase() + " -> " + plant.state().phase());
            say("plant %d: %s -> %s"
                    .formatted(plant.index, before.phase(), plant.state().phase()));
            boolean joined = before.phase() == Phase.COMMITTING && plant.state().phase() == Phase.MEMBER;
            if (joined && fences.isFenced(plant)) {
                fences.lift(plant);
            }
        }
        if (talks && !before.ledger().head().equals(plant.state().ledger().head())) {
            var head = plant.state().ledger().head();
            plant.at(head.seq())
                    .ifPresent(bytes -> say("plant %d: head %s %s"
                            .formatted(plant.index, head, SimPlant.body(bytes).command())));
        }
    }

    private boolean dies() {
        return crashes > 0 && random.nextDouble() < crashes;
    }

    void crash(SimPlant plant, String when) {
        sometimes("crash " + when);
        say("plant %d crashes %s".formatted(plant.index, when));
        plant.up = false;
        clock.after(random.nextLong(10 * MINUTE), () -> start(plant));
    }

    void start(SimPlant plant) {
        if (!plant.up && !plant.destroyed) {
            plant.start();
            give(plant, new Event.Started());
        }
    }

    private void run(SimPlant plant, Effect effect) {
        switch (effect) {
            case Effect.Replace _ -> {}
            case Effect.Keep _ -> {
                // A full queue of the plant drops it; the next tick makes up for that.
                if (random.nextInt(KEPT_HEARD) == 0) {
                    clock.after(random.nextLong(1_000), () -> give(plant, new Event.Kept()));
                }
            }
            case Effect.Send send -> {
                send(plant, send.to(), send.message());
                if (send.message() instanceof Message.SealGiven) {
                    people.operators.signed(plant);
                }
            }
            case Effect.Open open -> carrier.open(plant.index, open.lineage(), open.log());
            case Effect.Append append -> {
                oracle.handedOver(plant, append.entry());
                var hash = Hash.of(append.entry().toArray());
                carrier.append(plant.index, append.lineage(), append.expected(), append.entry(), answer -> {
                    sometimes("append " + answer.outcome().getClass().getSimpleName());
                    give(plant, new Event.Appended(append.lineage(), hash, answer.outcome()));
                });
            }
            case Effect.Read read ->
                carrier.read(plant.index, read.lineage(), answer -> {
                    var committed = answer.committed();
                    if (committed != null && committed.head().seq() >= read.from()) {
                        give(plant, new Event.Offered(committed.from(read.from())));
                    }
                });
            case Effect.ShowPlan shown -> people.joins.shown(plant, shown.plan());
            case Effect.Alarm alarm -> {
                sometimes("alarm");
                say("plant %d alarm: %s".formatted(plant.index, alarm.text()));
            }
        }
    }

    private void send(SimPlant from, PlantId to, Message message) {
        var index = indexes.get(to);
        if (index == null) {
            return;
        }
        var carried = random.nextInt(32) == 0 ? carried(message) : message;
        if (index == plants.size()) {
            network.send(from.index, index, () -> witness().orElseThrow().received(from, carried));
            return;
        }
        network.send(from.index, index, () -> give(plants.get(index), new Event.Received(from.id(), carried)));
    }

    /** Through its bytes, as on a real link. */
    private static Message carried(Message message) {
        return CanonicalForm.decode(Message.class, CanonicalForm.encode(Message.class, message));
    }

    @Override
    public int count() {
        return plants.size() + (witness == null ? 0 : 1);
    }

    @Override
    public int indexOf(PlantId plant) {
        return java.util.Objects.requireNonNull(indexes.get(plant));
    }

    @Override
    public boolean isUp(int at) {
        return at == plants.size() ? witness().orElseThrow().up : plants.get(at).up && !plants.get(at).destroyed;
    }

    @Override
    public String peerOf(int at) {
        return at == plants.size()
                ? witness().orElseThrow().peer()
                : plants.get(at).state().peer();
    }

    @Override
    public CarrierModel.Knowledge knowledge(int plant, Hash lineage) {
        var state = plants.get(plant).state();
        boolean follows = plants.get(plant).follows(lineage);
        return follows
                ? new CarrierModel.Knowledge(
                        state.ledger().head().seq(), state.federation().epoch().voters())
                : new CarrierModel.Knowledge(-1, List.<Voter>of());
    }
}
