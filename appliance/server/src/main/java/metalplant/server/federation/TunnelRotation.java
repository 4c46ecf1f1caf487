package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.WireJson;
import metalplant.wire.federation.TunnelKeysSaid;
import metalplant.wireguard.plan.KeyOfGeneration;
import metalplant.wireguard.plan.PublicKey;
import metalplant.wireguard.reconcile.MeshReport;
import metalplant.wireguard.rotate.Rotation;

/**
 * The keys of tunnels that change, make before break ({@link Rotation} has the table). The first generation follows from the member
 * records; those behind it are made by chance, and their public halves go to the other plant over the mesh, inside of the tunnel that
 * they replace. What this plant says of its side is on the disk before anybody hears it or anything is done, so it goes on behind a kill. A plant
 * that knows nothing of this never answers, and then nothing changes.
 *
 * <p>Called by the thread of the tunnels, and by those that talk to other plants.
 */
final class TunnelRotation {
    private static final System.Logger LOG = System.getLogger(TunnelRotation.class.getName());

    /** A clock that was put back by more than this says nothing of how old keys are. */
    private static final Duration CLOCK_AHEAD_MAX = Duration.ofDays(1);

    private final Path file;
    private final TunnelKeys keys;
    private final Duration life;
    private final World world;
    private final Runnable changed;
    private final SecureRandom chance = new SecureRandom();
    private final Map<PlantId, Pair> pairs;

    /** Of what this plant says of itself, the last that the other one has heard; behind a restart all of it is said again. */
    private final Map<PlantId, Long> heard = new HashMap<>();

    /**
     * One pair of plants.
     *
     * @param number of what is said; it rises with each change of {@code ours}
     * @param theirNumber of what was heard last; older news are late
     * @param theirKeys public, by generation
     * @param since when the present keys came, by the wall clock; only how often keys change hangs on it
     */
    record Pair(
            PlantId plant,
            Rotation.Side ours,
            long number,
            Rotation.Side theirs,
            long theirNumber,
            Map<Integer, String> theirKeys,
            Instant since) {
        static Pair begun(PlantId plant, Instant now) {
            var first = Rotation.Side.steady(TunnelPlan.MEMBERS);
            return new Pair(plant, first, 0, first, 0, Map.of(), now);
        }

        PublicKey published(int generation) {
            var key = theirKeys.get(generation);
            if (key == null) {
                throw Problem.refused("plant %s has not said its key of generation %d".formatted(plant, generation));
            }
            return new PublicKey(key);
        }

        boolean isMoving() {
            return ours.hasNext() || theirs.hasNext() || ours.current() != theirs.current();
        }

        Pair with(Rotation.Side changed, Instant now) {
            boolean renewed = changed.current() != ours.current();
            return new Pair(plant, changed, number + 1, theirs, theirNumber, theirKeys, renewed ? now : since);
        }

        Pair hearing(Rotation.Side said, long saidNumber, Map<Integer, String> saidKeys) {
            return new Pair(plant, ours, number, said, saidNumber, saidKeys, since);
        }

        Pair due() {
            return new Pair(plant, ours, number, theirs, theirNumber, theirKeys, Instant.EPOCH);
        }
    }

    private record Content(List<Pair> pairs) {}

    /**
     * Reads what was kept.
     *
     * @param folder of the keys
     * @param life after which keys change; zero = never by themselves
     * @param changed called when there is something to do
     */
    TunnelRotation(Path folder, TunnelKeys keys, Duration life, World world, Runnable changed) {
        this.file = folder.resolve("rotation.json");
        this.keys = keys;
        this.life = life;
        this.world = world;
        this.changed = changed;
        this.pairs = new TreeMap<>();
        read(file).forEach(pair -> pairs.put(pair.plant(), pair));
    }

    private static List<Pair> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.copyOf(
                    WireJson.mapper().readValue(file.toFile(), Content.class).pairs());
        } catch (IOException | RuntimeException e) {
            throw Problem.of(
                            metalplant.model.ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "%s is damaged: the keys of tunnels are not known without it".formatted(file))
                    .because(e);
        }
    }

    /** How far the keys of this pair are; empty as long as they are those that follow from the records and nothing moves. */
    synchronized Optional<Pair> of(PlantId plant) {
        return Optional.ofNullable(pairs.get(plant))
                .filter(pair -> pair.isMoving() || pair.ours().current() > TunnelPlan.MEMBERS);
    }

    /** Plants with which the first keys are gone. */
    synchronized List<PlantId> changed() {
        return pairs.values().stream()
                .filter(pair -> pair.ours().current() > TunnelPlan.MEMBERS)
                .map(Pair::plant)
                .toList();
    }

    /** How old the keys are, and of which generation. */
    record Age(int generation, Duration age, boolean changing) {}

    synchronized Optional<Age> age(PlantId plant) {
        return Optional.ofNullable(pairs.get(plant))
                .map(pair ->
                        new Age(pair.ours().current(), Duration.between(pair.since(), world.now()), pair.isMoving()));
    }

    /** Whoever is gone, or joins anew, begins with the keys of the records again; so does the other side of it. */
    synchronized void keepOnly(Collection<PlantId> members) {
        if (pairs.keySet().retainAll(members)) {
            heard.keySet().retainAll(members);
            write();
        }
    }

    /** The keys of all tunnels change as soon as can be; @return of how many */
    synchronized int now() {
        pairs.replaceAll((_, pair) -> pair.ours().hasNext() ? pair : pair.due());
        write();
        changed.run();
        return pairs.size();
    }

    /** A look at a pair whose tunnel works: makes the move that is due, if any. */
    synchronized void look(PlantId plant, MeshReport report) {
        var pair = pairs.get(plant);
        if (pair == null) {
            put(Pair.begun(plant, world.now()));
            return;
        }
        var evidence = report.evidence(TunnelPlan.id(plant), pair.ours().current());
        var move = Rotation.move(pair.ours(), pair.theirs(), evidence, isDue(pair));
        Rotation.after(pair.ours(), move).ifPresent(side -> {
            if (move == Rotation.Move.OFFER_NEXT) {
                keys.made(plant, side.current() + 1, chance);
            }
            put(pair.with(side, world.now()));
            LOG.log(
                    INFO,
                    "keys of a tunnel change plant={0} move={1} generation={2}",
                    plant,
                    move,
                    Integer.toString(side.current()));
            changed.run();
        });
    }

    private boolean isDue(Pair pair) {
        if (pair.since().equals(Instant.EPOCH)) {
            return true;
        }
        var age = Duration.between(pair.since(), world.now());
        boolean wrongClock = age.compareTo(CLOCK_AHEAD_MAX.negated()) < 0;
        return !life.isZero() && (wrongClock || age.compareTo(life) >= 0);
    }

    /** Whether the other plant has to hear something, or should say something. */
    synchronized boolean hasToTalk(PlantId plant) {
        var pair = pairs.get(plant);
        return pair != null && (pair.isMoving() || heard.getOrDefault(plant, 0L) < pair.number());
    }

    /** What this plant says of its side. */
    synchronized Optional<TunnelKeysSaid> said(PlantId plant) {
        return Optional.ofNullable(pairs.get(plant)).map(pair -> {
            var side = pair.ours();
            var mine = new TreeMap<Integer, String>();
            for (int generation = side.current(); generation <= side.current() + 1; generation++) {
                if (generation > TunnelPlan.MEMBERS && (generation == side.current() || side.hasNext())) {
                    mine.put(
                            generation,
                            keys.made(plant, generation, chance).key().text());
                }
            }
            return new TunnelKeysSaid(pair.number(), side.current(), side.hasNext(), side.sendsOn(), mine);
        });
    }

    /** The other plant answered to this. */
    synchronized void heard(PlantId plant, TunnelKeysSaid mine) {
        heard.merge(plant, mine.number(), Math::max);
    }

    /** What the other plant says of its side; late news and impossible ones change nothing. */
    synchronized void hears(PlantId plant, TunnelKeysSaid said) {
        var pair = pairs.get(plant);
        if (pair == null || said.number() <= pair.theirNumber()) {
            return;
        }
        try {
            var side = side(pair, said);
            put(pair.hearing(side, said.number(), keysOf(pair, said)));
            changed.run();
        } catch (IllegalArgumentException | Problem e) {
            LOG.log(WARNING, "refused keys of a tunnel plant={0}: {1}", plant, e.getMessage());
        }
    }

    private static Rotation.Side side(Pair pair, TunnelKeysSaid said) {
        KeyOfGeneration.check(said.current());
        boolean near = said.current() >= pair.theirs().current()
                && said.current() <= pair.ours().current() + 1;
        if (!near) {
            throw new IllegalArgumentException("generation %d, where %d is ours"
                    .formatted(said.current(), pair.ours().current()));
        }
        return new Rotation.Side(said.current(), said.hasnext(), said.sendson());
    }

    private static Map<Integer, String> keysOf(Pair pair, TunnelKeysSaid said) {
        var all = new TreeMap<Integer, String>();
        for (int generation = said.current(); generation <= said.current() + 1; generation++) {
            boolean needed = generation > TunnelPlan.MEMBERS && (generation == said.current() || said.hasnext());
            if (needed) {
                var key = new PublicKey(String.valueOf(said.keys().get(generation))).text();
                var before = pair.theirKeys().get(generation);
                if (before != null && !before.equals(key)) {
                    throw new IllegalArgumentException("another key of generation %d".formatted(generation));
                }
                all.put(generation, key);
            }
        }
        return all;
    }

    private void put(Pair pair) {
        pairs.put(pair.plant(), pair);
        write();
    }

    /** Durable before it counts. */
    private void write() {
        AtomicFile.folder(
                Objects.requireNonNull(file.toAbsolutePath().getParent(), "the file lies in a folder"), "rwx------");
        AtomicFile.write(
                file,
                WireJson.text(new Content(List.copyOf(pairs.values())))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                AtomicFile.SECRET);
    }
}
