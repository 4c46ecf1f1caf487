package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import io.helidon.webserver.http.HttpService;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.homes.JoinAnswers;
import metalplant.core.homes.SharedHomes;
import metalplant.core.store.Store;
import metalplant.door.hmac.HmacUser;
import metalplant.federation.entry.Head;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.KeptState;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.source.Rate;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.router.plants.Plants;
import metalplant.server.backup.BackupLocker;
import metalplant.server.backup.KeptForMembers;
import metalplant.server.http.RestDoor;
import metalplant.server.imagestore.LentImages;
import metalplant.server.peer.Outcome;
import metalplant.server.peer.PeerDoor;
import metalplant.server.peer.RequestMemory;
import metalplant.server.region.ZoneLinks;
import metalplant.wire.federation.RequestResponse;
import org.jspecify.annotations.Nullable;

/** What this plant has to do with others, made when it is first needed: a plant that is alone has no keys, ports or threads for it. */
public final class Federation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Federation.class.getName());
    private static final int REQUESTS_PER_PLANT_MAX = 1_000;

    private final FederationConfig config;
    private final Store store;

    /** Of images and backups, to and from all members together: a good line is not filled by them. */
    private static final long LENT_BYTES_PER_SECOND = 100L << 20;

    private final World world;
    private final Release release;
    private final SelfInFederation holder;
    private final LifeHere life;
    private final AtomicBoolean putBack = new AtomicBoolean();
    private volatile boolean voterForgot;
    private final OwnPartitions partitions;
    private final RequestMemory memory;
    private final FederationLinks links;
    private volatile @Nullable FederationDesk desk;
    private volatile boolean started;
    private List<HttpService> services = List.of();
    private Optional<URI> router = Optional.empty();
    private volatile Runnable looked = () -> {};
    private boolean closed;

    /**
     * @param holder learns in whose name this plant holds blocks
     * @param life of the plant, which the others are told of
     * @param voterForgot the disk of this plant's voter was put back
     */
    public Federation(
            FederationConfig config,
            Store store,
            World world,
            Release release,
            SelfInFederation holder,
            LifeHere life,
            boolean voterForgot) {
        this.life = life;
        this.voterForgot = voterForgot;
        this.config = config;
        this.store = store;
        this.world = world;
        this.release = release;
        this.holder = holder;
        this.partitions = new OwnPartitions(store, world);
        this.memory = new RequestMemory(store, world, REQUESTS_PER_PLANT_MAX);
        this.links = new FederationLinks(() -> Optional.ofNullable(desk), config.label());
    }

    /**
     * Serves the operations of {@code rest} to the members, from the moment on in which there are any.
     *
     * @param images what is lent to them
     * @param backups what is kept for them
     * @param router where one address answers for all plants; the members have their operations below the same path
     * @return all plants as the ledger has them, this one first
     */
    public Plants serve(RestDoor rest, URI router, ImageFiles images, BackupLocker backups) {
        var plants = new FederationPlants(
                this::open,
                config.label(),
                partitions,
                (kind, id) -> store.read("home-of", tx -> SharedHomes.of(tx, kind, id)),
                rest.indoors(),
                router);
        this.router = Optional.of(router);
        var pace = new Rate(world, LENT_BYTES_PER_SECOND);
        services = List.of(
                new NeighbourTalk(partitions, memory, links::measured),
                new PeerDoor(plants, memory, rest),
                new FabricTalk(
                        plants,
                        question -> Optional.ofNullable(desk)
                                .flatMap(open -> open.neighbours().fabric().answer(question))),
                new LentImages(images, plants, pace),
                new KeptForMembers(backups, plants, pace));
        return plants;
    }

    /** The members as places. */
    public ZoneLinks links() {
        return links;
    }

    /** What becomes of requests to this plant, by their ids. */
    public RequestMemory memory() {
        return memory;
    }

    /** @param changed called now and then, when what is known of other plants may have changed */
    public void watch(Runnable changed) {
        looked = changed;
    }

    /** What operators say before a join. */
    JoinAnswers answers() {
        return new JoinAnswers(store, world);
    }

    /** What became of a request that came here from another plant, or went from here to one. */
    RequestResponse request(String id) {
        return memory.of(id)
                .map(Outcome::toWire)
                .map(outcome -> RequestDesk.shown(id, config.label(), outcome))
                .orElseGet(() -> new RequestDesk(desk().parts()).elsewhere(id));
    }

    /** Who may sign at the door of all plants beside this plant's own users; nobody as long as that is not known. */
    public List<HmacUser> users() {
        var open = desk;
        return open == null
                ? List.of()
                : open.parts()
                        .runner
                        .state()
                        .map(DoorKeyring.Told::of)
                        .map(open.parts().keyring::users)
                        .orElse(List.of());
    }

    /** For clients of that door. */
    DoorDesk door() {
        return new DoorDesk(desk().parts(), router);
    }

    /** Goes on where the plant stopped, if it ever met another one. At the plant's first start its identity is made. */
    public void start() {
        identify();
        boolean met = store.read("federation-met", tx -> tx.federation().kept().isPresent());
        // Of a join that has just begun only the book knows.
        if (met || !JoinBook.in(config.folder()).running().isEmpty()) {
            desk();
        }
        started = true;
    }

    /** Made long before anybody pins it. A plant that is alone needs none, so one that got lost does not stop it. */
    private void identify() {
        try {
            PlantIdentity.make(
                    config.folder().resolve("keys"),
                    new IncarnationFile(config.folder().resolve("lives")),
                    new SecureRandom());
        } catch (Problem e) {
            LOG.log(WARNING, "this plant can meet no other one: {0}", e.getMessage());
        }
    }

    /** The life that other plants were told of; 0 if there are none. */
    public static long incarnation(FederationConfig config) {
        var lives = config.folder().resolve("lives");
        if (!Files.exists(lives)) {
            return 0;
        }
        var file = new IncarnationFile(lives);
        return file.plant().map(plant -> file.of(plant).counter()).orElse(0L);
    }

    /** A new life began while the plant ran: everything that speaks to others begins anew, in that life. */
    public synchronized void reborn() {
        var open = desk;
        if (open != null && !closed) {
            desk = null;
            open.close();
            if (putBack.get() && !voterForgot) {
                // With the rest of the folder the voter forgot too.
                voterForgot = new LedgerDisk(config.folder()).check(Optional.empty(), true);
            }
            desk();
        }
    }

    /**
     * Another plant remembers this one in a later life than it is in. At most one life per start begins for that: two copies of one plant
     * would chase each other for ever, and both hold everything by then.
     */
    private void putBack(String why, long above) {
        if (putBack.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("federation reborn")
                    .start(() -> life.putBack().begin(why, above));
        }
    }

    /** After a restore: an administrator says that all addresses in use are known. */
    public void addressesKnown() {
        open().ifPresent(open -> open.parts().runner.acceptReconciled());
    }

    /** The desk, if this plant ever met another one; @throws Problem TOO_BUSY as long as that is not known */
    private Optional<FederationDesk> open() {
        if (!started) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is still starting, try again");
        }
        return Optional.ofNullable(desk);
    }

    /** The desk, opened and started. */
    synchronized FederationDesk desk() {
        if (closed) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is stopping");
        }
        var open = desk;
        if (open == null) {
            var parts = new FederationParts(config, store, world, release, holder, knownAt(), life, this::putBack);
            parts.services.addAll(services);
            if (voterForgot) {
                parts.alarms.alarm(LedgerDisk.FORGOT);
            }
            open = new FederationDesk(parts, router, this::look);
            open.start();
            desk = open;
        }
        return open;
    }

    /** Where other plants know this one to be; empty while it is alone. */
    private Optional<String> knownAt() {
        return store.read("federation-known", tx -> tx.federation().kept())
                .map(kept -> KeptState.read(kept.content().toArray()))
                .filter(kept -> kept.phase() != Phase.STANDALONE || !kept.head().equals(Head.EMPTY))
                .map(kept -> kept.self().endpoint());
    }

    /** Whoever looks at plants must not be stopped by what others make of it. */
    private void look() {
        if (!started) {
            return;
        }
        try {
            looked.run();
        } catch (RuntimeException e) {
            LOG.log(WARNING, "change of plants was not taken notice of", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        var open = desk;
        if (open != null) {
            open.close();
        }
    }
}
