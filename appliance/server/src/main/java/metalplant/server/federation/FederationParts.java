package metalplant.server.federation;

import io.helidon.webserver.http.HttpService;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import metalplant.core.federation.FederationRunner;
import metalplant.core.federation.FederationShell;
import metalplant.core.federation.PlantIdentity;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.store.Store;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.PlantId;
import metalplant.mesh.doorkeys.DoorSmith;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.link.LinkConfig;
import metalplant.mesh.link.MeshInbox;
import metalplant.mesh.link.MeshLinks;
import metalplant.mesh.link.MeshListener;
import metalplant.mesh.link.PeerMeters;
import metalplant.mesh.link.Pong;
import metalplant.mesh.pairing.PairingSelf;
import metalplant.mesh.pairing.PlantCard;
import metalplant.model.World;
import metalplant.ratis.RatisCarrier;
import metalplant.trust.MeshTls;
import metalplant.trust.Pins;

/** Everything between this plant and others, put together. Nothing of it runs and no port is open as long as the plant is alone. */
final class FederationParts implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    final FederationConfig config;
    final World world;
    final Store store;
    final metalplant.mesh.identity.PlantIdentity identity;
    final MemberRecord self;
    final PairingSelf pairing;
    final Alarms alarms;
    final Pins pins = new Pins();
    final MeshTls tls;
    final PeerMeters meters;
    final MeshLinks links;
    final PeerCalls calls;
    final LinkGauge gauge;
    final RatisCarrier carrier;
    final FederationRunner runner;
    final HostSightings sightings;
    final Tunnel tunnel;
    final Reach reach;
    final JoinBook book;
    final VoterId voter;
    final About about;
    final DoorSmith smith;
    final DoorKeyring keyring;
    final LifeWitness witness;
    final SecureRandom chance = new SecureRandom();
    /** What else is served to other plants; complete before the door opens. */
    final List<HttpService> services = new ArrayList<>();

    private final Release release;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    FederationParts(
            FederationConfig config,
            Store store,
            World world,
            Release release,
            SelfInFederation holder,
            Optional<String> knownAt,
            LifeHere life,
            LifeHere.NewLife putBack) {
        this.config = config;
        this.store = store;
        this.world = world;
        this.release = release;
        var lives = new IncarnationFile(config.folder().resolve("lives"));
        this.identity =
                metalplant.mesh.identity.PlantIdentity.open(config.folder().resolve("keys"), lives, chance);
        long counter = life.counter().getAsLong();
        if (identity.incarnation().counter() < counter) {
            lives.raise(identity.plant(), counter - 1, chance);
        }
        // Owned first, so that it goes last.
        this.tunnel = own(Tunnels.choose(config, identity, knownAt, world));
        var doors = tunnel.doors();
        this.self = identity.record(config.label(), release.level(), tunnel.endpoint());
        this.pairing = new PairingSelf(
                identity.signer(),
                new PlantCard(
                        self,
                        hostAndPort(doors.mesh().getAddress(), doors.mesh().getPort()),
                        List.of()));
        this.alarms = new Alarms(world);
        var leaf = identity.leaf(doors.mesh().getAddress());
        this.tls = new MeshTls(leaf, pins);
        this.meters = new PeerMeters(world);
        this.links = own(new MeshLinks(
                tls,
                LinkConfig.DEFAULT,
                world,
                meters,
                (plant, why) -> alarms.alarm("plant %s refused a message: %s".formatted(plant.text(), why))));
        this.calls = own(new PeerCalls(tls));
        this.gauge = new LinkGauge(calls, world);
        var acceptance = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);
        this.carrier = own(CarrierHere.voter(config, identity, leaf, doors, acceptance, world));
        this.smith = new DoorSmith(identity.plant(), identity.wireguard(), chance);
        this.keyring = new DoorKeyring(smith, world, config.doorRoleMax());
        this.voter = new VoterId(config.folder().resolve("voter"), carrier);
        var shell = new FederationShell(
                store,
                world,
                new PlantIdentity(self, voter.now(), identity.signer(), smith),
                acceptance,
                PlantConfig.DEFAULT.holdingDown(config.quarantine()),
                holder,
                this::seen);
        this.runner = own(new FederationRunner(
                shell,
                world,
                new FederationRunner.Ports(new CarrierHere(carrier, voter::now, tunnel), links::send, alarms),
                TICK));
        this.sightings = own(HostSightings.ofHost(world, runner::state));
        this.reach = new Reach(identity.plant(), pins, links, calls, carrier, tunnel);
        this.book = JoinBook.in(config.folder());
        this.about = new About(store, release.version());
        this.witness = new LifeWitness(this, life.now(), putBack);
        services.add(witness);
    }

    private java.util.Optional<metalplant.core.federation.Sightings.Sighted> seen(
            List<metalplant.model.ip.Cidr> prefixes) {
        return sightings.among(prefixes);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    static String hostAndPort(InetAddress address, int port) {
        var host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    PlantId me() {
        return identity.plant();
    }

    /** The label as the ledger has it, which may be another one than was claimed. */
    String label() {
        return runner.state().map(state -> state.self().label()).orElse(config.label());
    }

    /** Opens the door for other plants. */
    MeshListener listen(JoinTalk talk, java.util.function.BiPredicate<PlantId, Message> wanted) {
        services.add(talk);
        services.add(new RotationTalk(tunnel));
        return own(MeshListener.start(
                tunnel.doors().mesh(),
                tls,
                inbox(wanted),
                meters,
                () -> new Pong(
                        MeshListener.PROTOCOL,
                        release.version(),
                        release.level(),
                        me(),
                        world.now().toEpochMilli()),
                List.copyOf(services)));
    }

    private MeshInbox inbox(java.util.function.BiPredicate<PlantId, Message> wanted) {
        return new MeshInbox() {
            @Override
            public boolean offer(PlantId from, Message message) {
                if (wanted.test(from, message)) {
                    runner.received(from, message);
                }
                return true;
            }

            @Override
            public void refused(PlantId from, String why) {
                alarms.alarm("plant %s sent something that was refused: %s".formatted(from, why));
            }
        };
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.getLogger(FederationParts.class.getName())
                        .log(System.Logger.Level.WARNING, "a part of the federation did not stop cleanly", e);
            }
        }
    }
}
