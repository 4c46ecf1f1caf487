package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.Message;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.witness.WitnessMirror;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.mesh.link.LinkConfig;
import metalplant.mesh.link.MeshLinks;
import metalplant.mesh.link.MeshListener;
import metalplant.mesh.link.PeerMeters;
import metalplant.mesh.link.Pong;
import metalplant.mesh.pairing.InviteFile;
import metalplant.mesh.pairing.Paired;
import metalplant.mesh.pairing.PairingCall;
import metalplant.mesh.pairing.PairingConfig;
import metalplant.mesh.pairing.PairingSelf;
import metalplant.mesh.pairing.PairingTarget;
import metalplant.mesh.pairing.PlantCard;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.ratis.RatisCarrier;
import metalplant.trust.MeshTls;
import metalplant.trust.Pins;
import metalplant.wire.federation.AgreeRequest;
import metalplant.wire.federation.AgreeResponse;
import org.jspecify.annotations.Nullable;

/**
 * A third voter for two plants, on any small machine. It has keys of its own and none of any plant; it keeps the entries of the ledger, since
 * a vote is worth nothing without what was voted for (ADR 13), and is neither a member nor anybody's home.
 *
 * <p>One thread calls {@link #meet} and {@link #run}; messages of plants wait in a short queue for it.
 */
public final class Witness implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Witness.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Plants that know it say so every second. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(20);

    private static final int MESSAGES_MAX = 256;

    private final FederationConfig config;
    private final World world;
    private final PlantIdentity identity;
    private final Tunnel tunnel;
    private final Pins pins = new Pins();
    private final PairingSelf self;
    private final MeshLinks links;
    private final PeerCalls calls;
    private final RatisCarrier carrier;
    private final Reach reach;
    private final Acceptance acceptance = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);
    private final SecureRandom chance = new SecureRandom();
    private final MeshTls tls;
    private final PeerMeters meters;
    private final String version;
    private final ArrayBlockingQueue<Said> inbox = new ArrayBlockingQueue<>(MESSAGES_MAX);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private record Said(PlantId from, Message message) {}

    @Nullable
    private WitnessBook book;

    private Optional<Hash> voting = Optional.empty();
    private boolean agreed;
    private long heardAt;

    /** Why {@link #run} returned. */
    public enum End {
        /** The plants took it out, or did not want it. */
        DISMISSED,
        /** It was told to stop. */
        STOPPED
    }

    /**
     * Reads keys and book, or makes keys; opens nothing.
     *
     * @param config its folder holds everything that the witness keeps; the pairing port is not used
     */
    public Witness(FederationConfig config, World world, String version) {
        this.config = config;
        this.world = world;
        this.version = version;
        this.identity = PlantIdentity.open(
                config.folder().resolve("keys"),
                new IncarnationFile(config.folder().resolve("lives")),
                chance);
        this.book = WitnessBook.read(config.folder()).orElse(null);
        this.tunnel = own(Tunnels.choose(config, identity, Optional.empty(), world));
        var doors = tunnel.doors();
        var leaf = identity.leaf(doors.mesh().getAddress());
        this.self = new PairingSelf(
                identity.signer(),
                new PlantCard(
                        identity.record(config.label(), Acceptance.LEVEL, tunnel.endpoint()),
                        FederationParts.hostAndPort(
                                doors.mesh().getAddress(), doors.mesh().getPort()),
                        List.of()));
        this.tls = new MeshTls(leaf, pins);
        this.meters = new PeerMeters(world);
        this.links = own(new MeshLinks(
                tls,
                LinkConfig.DEFAULT,
                world,
                meters,
                (plant, why) -> LOG.log(WARNING, "plant refused a message plant={0}: {1}", plant, why)));
        this.calls = own(new PeerCalls(tls));
        this.carrier = own(CarrierHere.voter(config, identity, leaf, doors, acceptance, world));
        this.reach = new Reach(identity.plant(), pins, links, calls, carrier, tunnel);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Whether it met a plant before, and goes on by itself. */
    public boolean hasMet() {
        return book != null;
    }

    /** Whether its voter and messages go through WireGuard; else why not. */
    public Optional<String> noTunnel() {
        return tunnel.absence();
    }

    /** For the operator of the plant to compare. */
    public String fingerprint() {
        return Fingerprint.of(self.card().record());
    }

    /** The other side, as it is shown to the operator of the witness. */
    public record Met(String label, String fingerprint, List<String> checkWords, Paired paired) {}

    /**
     * Calls the plant that has invited it. Nothing is kept before {@link #accept}.
     *
     * @param invite {@code CODE@HOST[:PORT]}, or the name of an invite file
     * @param fingerprint of the plant; another one is refused
     * @throws Problem as {@link PairingCall}
     */
    public Met meet(String invite, Optional<String> fingerprint) {
        var call = new PairingCall(
                self, PairingConfig.DEFAULT, world, chance, why -> LOG.log(WARNING, "pairing: {0}", why));
        var paired = Files.isRegularFile(Path.of(invite))
                ? call.join(InviteFile.read(content(Path.of(invite))), false)
                : call.join(PairingTarget.parse(invite), false);
        var record = paired.theirs().record();
        fingerprint.ifPresent(words -> Fingerprint.demand(record, words));
        boolean tunnelled = Whereabouts.of(record.plant(), record.endpoint())
                .filter(Whereabouts::tunnelled)
                .isPresent();
        if (tunnelled != tunnel.absence().isEmpty()) {
            throw Problem.refused(
                    tunnelled
                            ? "the plant talks through WireGuard and this witness does not (%s): see --tunnel"
                                    .formatted(tunnel.absence().orElse(""))
                            : "the plant talks without WireGuard: start the witness with --tunnel none");
        }
        return new Met(record.label(), Fingerprint.of(record), paired.checkWords(), paired);
    }

    private static byte[] content(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(InviteFile.FILE_MAX + 1);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** The operator said yes to these check words. */
    public void accept(Met met) {
        var invite = met.paired().invite();
        keep(WitnessBook.met(
                invite.federation(), invite.joinId(), met.paired().theirs().record()));
    }

    private void keep(WitnessBook next) {
        if (!next.equals(book)) {
            next.write(config.folder());
            book = next;
        }
    }

    /** Votes until it is told to stop, which is the interruption of this thread, or until the plants take it out. */
    public End run() {
        var known = book;
        if (known == null) {
            throw new IllegalStateException("it has met nobody");
        }
        var ledger = new WitnessMirror(known.federation(), acceptance);
        heardAt = world.nanos();
        refresh(known, ledger);
        own(MeshListener.start(
                tunnel.doors().mesh(),
                tls,
                (from, message) -> inbox.offer(new Said(from, message)),
                meters,
                () -> new Pong(
                        MeshListener.PROTOCOL,
                        version,
                        Acceptance.LEVEL,
                        identity.plant(),
                        world.now().toEpochMilli()),
                List.of(new RotationTalk(tunnel))));
        try {
            long next = world.nanos();
            while (true) {
                var said = inbox.poll(Math.max(0, next - world.nanos()), TimeUnit.NANOSECONDS);
                if (said != null) {
                    heard(ledger, said);
                    continue;
                }
                next = world.nanos() + TICK.toNanos();
                if (isDismissed(ledger)) {
                    return End.DISMISSED;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return End.STOPPED;
        }
    }

    /** The entry that ends it may never come here: the plants do not know it any more by then. */
    private boolean isForgotten() {
        return world.nanos() - heardAt > FORGOTTEN.toNanos();
    }

    private void heard(WitnessMirror ledger, Said said) {
        heardAt = world.nanos();
        switch (said.message()) {
            case Message.Presence presence -> ledger.follows(said.from(), presence.lineage());
            case Message.Chunk chunk -> {
                if (ledger.told(said.from(), chunk.entries())) {
                    links.send(said.from(), new Message.Pull(ledger.behind(said.from())));
                }
            }
            // It signs nothing, tells nothing and takes nobody in.
            default -> LOG.log(System.Logger.Level.DEBUG, "message is for plants plant={0}", said.from());
        }
    }

    /** A look: follows the ledger, votes, and asks what is new. */
    private boolean isDismissed(WitnessMirror ledger) throws InterruptedException {
        var now = book;
        if (now == null) {
            throw new IllegalStateException("it has met nobody");
        }
        if (!now.taken() && !agreed && isRefused(now)) {
            return true;
        }
        var state = ledger.state();
        if (state.isPresent()) {
            boolean mine = state.get().isWitness(identity.plant());
            if (now.taken() && !mine && knowsAll(now, state.get())) {
                LOG.log(WARNING, "the plants took this witness out federation={0}", now.federation());
                return true;
            }
            if (mine && state.get().witness().orElseThrow().leaving() && isForgotten()) {
                LOG.log(WARNING, "the plants want this witness to go, and talk to it no more");
                return true;
            }
            if (mine) {
                vote(state.get());
                keep(told(now, ledger));
            }
        }
        refresh(now, ledger);
        ask(ledger);
        return false;
    }

    /** The ledger is read from its beginning at each start: up to the entry that made it the witness it says nothing of that. */
    private static boolean knowsAll(WitnessBook book, FederationState state) {
        return state.requests().has(book.join());
    }

    private void vote(FederationState state) {
        agreed = true;
        var lineage = state.epoch().lineage();
        voting.filter(before -> !before.equals(lineage)).ifPresent(before -> {
            carrier.close(before);
            LOG.log(INFO, "left lineage={0} for lineage={1}", before, lineage);
        });
        var peer = carrier.peerFor(lineage);
        boolean votes = state.epoch().voters().stream()
                .anyMatch(voter ->
                        voter.plant().equals(identity.plant()) && voter.peer().equals(peer));
        carrier.standBy(lineage, peer, votes);
        voting = Optional.of(lineage);
    }

    /** Tells the plant that the operator here said yes, until it says that it heard. */
    private boolean isRefused(WitnessBook now) {
        var inviter = now.records().getFirst();
        var answer = reach.door(inviter.plant())
                .flatMap(door -> calls.post(
                        inviter.plant(),
                        door,
                        JoinTalk.JOIN_PATH + now.join(),
                        new AgreeRequest(null, true, false, null),
                        AgreeResponse.class));
        answer.filter(AgreeResponse::aborted)
                .ifPresent(said -> LOG.log(WARNING, "the plant does not want this witness: {0}", said.why()));
        return answer.filter(AgreeResponse::aborted).isPresent();
    }

    /** Whom to trust and where they are: by the ledger, once it is read so far that it knows this witness; by the book before. */
    private void refresh(WitnessBook now, WitnessMirror ledger) {
        var state = ledger.state().filter(known -> known.isWitness(identity.plant()));
        var records = state.map(known ->
                        known.members().living().stream().map(Member::record).toList())
                .orElseGet(now::records);
        Map<PlantId, MemberRecord> wanted = records.stream()
                .collect(Collectors.toMap(MemberRecord::plant, record -> record, (one, _) -> one, TreeMap::new));
        var situation = new Situation(
                number(now, ledger, identity.plant()),
                records.stream()
                        .map(record -> new Situation.Neighbour(record, number(now, ledger, record.plant())))
                        .toList(),
                now.taken() ? Optional.empty() : Optional.of(records.getFirst().plant()),
                List.of());
        tunnel.open(situation);
        reach.refresh(situation, wanted);
    }

    /** Numbers never change, so the book is good until the ledger is read as far. */
    private static Optional<Integer> number(WitnessBook now, WitnessMirror ledger, PlantId plant) {
        return Situation.number(ledger.state(), plant)
                .or(() -> Optional.ofNullable(now.numbers().get(plant.text())));
    }

    private WitnessBook told(WitnessBook now, WitnessMirror ledger) {
        var members = ledger.state().orElseThrow().members().living().stream()
                .map(Member::record)
                .toList();
        var numbers = new TreeMap<String, Integer>();
        Stream.concat(members.stream().map(MemberRecord::plant), Stream.of(identity.plant()))
                .forEach(plant -> number(now, ledger, plant).ifPresent(number -> numbers.put(plant.text(), number)));
        return now.told(members, numbers);
    }

    private void ask(WitnessMirror ledger) {
        var presence = ledger.state()
                .filter(known -> known.isWitness(identity.plant()))
                .map(known -> new Message.Presence(
                        known.epoch().lineage(),
                        ledger.head(),
                        identity.incarnation(),
                        carrier.peerFor(known.epoch().lineage())));
        reach.known().forEach(plant -> {
            presence.ifPresent(message -> links.send(plant, message));
            links.send(plant, new Message.Pull(ledger.behind(plant)));
        });
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.log(WARNING, "a part of the witness did not stop cleanly", e);
            }
        }
    }
}
