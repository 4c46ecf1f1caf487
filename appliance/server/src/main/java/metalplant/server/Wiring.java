package metalplant.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import metalplant.bus.NsqBus;
import metalplant.bus.NsqConfig;
import metalplant.bus.NsqTls;
import metalplant.core.audit.AuditChain;
import metalplant.core.audit.AuditingStore;
import metalplant.core.boot.AbortReinstall;
import metalplant.core.boot.BootLeases;
import metalplant.core.boot.BootMachine;
import metalplant.core.boot.RegisterMachine;
import metalplant.core.boot.ReportInstallation;
import metalplant.core.boot.WaitRegistry;
import metalplant.core.bus.Bus;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.bus.Outbox;
import metalplant.core.event.EventIntake;
import metalplant.core.event.EventIntakeConfig;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.core.firmware.FirmwareStore;
import metalplant.core.firmware.Firmwares;
import metalplant.core.firmware.UpdateFirmware;
import metalplant.core.homes.PublishingStore;
import metalplant.core.image.Images;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.AllocateIp;
import metalplant.core.ip.FindIps;
import metalplant.core.ip.FreeIp;
import metalplant.core.ip.NumberPool;
import metalplant.core.ip.UpdateIp;
import metalplant.core.machine.AllocateMachine;
import metalplant.core.machine.BmcReports;
import metalplant.core.machine.BmcResults;
import metalplant.core.machine.ChangeMachine;
import metalplant.core.machine.ConsolePassword;
import metalplant.core.machine.CountCapacity;
import metalplant.core.machine.FindIssues;
import metalplant.core.machine.FindMachines;
import metalplant.core.machine.PowerMachine;
import metalplant.core.machine.ReinstallMachine;
import metalplant.core.moving.MoveIn;
import metalplant.core.network.AdoptNetwork;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.ChildPrefixes;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.FindNetworks;
import metalplant.core.network.RemoveNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.order.MachineOrders;
import metalplant.core.order.OrderConfig;
import metalplant.core.order.OrderSteps;
import metalplant.core.partition.Partitions;
import metalplant.core.peering.FabricModels;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.Peerings;
import metalplant.core.peering.ZoneFabrics;
import metalplant.core.project.Projects;
import metalplant.core.region.Regions;
import metalplant.core.region.Zones;
import metalplant.core.restore.Doubts;
import metalplant.core.restore.Lives;
import metalplant.core.restore.MarkingStore;
import metalplant.core.restore.ReconcileMachines;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.store.Tx;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.SwitchConnections;
import metalplant.core.switches.Switches;
import metalplant.core.tenant.Tenants;
import metalplant.core.url.UrlCheck;
import metalplant.core.vpn.FollowVpn;
import metalplant.core.vpn.Vpn;
import metalplant.door.DoorAuth;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.federation.ledger.Acceptance;
import metalplant.imagestore.ImageFolders;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.s3.S3Access;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Holder;
import metalplant.model.machine.Machine;
import metalplant.model.number.NumberWindows;
import metalplant.model.restore.PlantLife;
import metalplant.model.trace.Traces;
import metalplant.router.Router;
import metalplant.router.RouterConfig;
import metalplant.server.audit.AuditHttp;
import metalplant.server.audit.AuditQueue;
import metalplant.server.audit.RequestAudit;
import metalplant.server.auth.Bearers;
import metalplant.server.backup.BackupLocker;
import metalplant.server.backup.SentToMembers;
import metalplant.server.boot.BootDoor;
import metalplant.server.boot.BootUseCases;
import metalplant.server.boot.LeaseCertificates;
import metalplant.server.boot.LeaseHttp;
import metalplant.server.boot.StoredLeases;
import metalplant.server.federation.EscrowHttp;
import metalplant.server.federation.Federation;
import metalplant.server.federation.FederationHttp;
import metalplant.server.federation.LedgerDisk;
import metalplant.server.federation.LifeHere;
import metalplant.server.federation.Release;
import metalplant.server.filesystem.FilesystemLayoutHttp;
import metalplant.server.firewall.FirewallHttp;
import metalplant.server.firewall.FirewallLifeHttp;
import metalplant.server.firmware.FirmwareHttp;
import metalplant.server.firmware.S3FirmwareStore;
import metalplant.server.host.HostHttp;
import metalplant.server.http.Feature;
import metalplant.server.http.RestDoor;
import metalplant.server.image.ImageHttp;
import metalplant.server.imagestore.BorrowedImages;
import metalplant.server.ip.IpHttp;
import metalplant.server.machine.MachineAnswers;
import metalplant.server.machine.MachineBmcHttp;
import metalplant.server.machine.MachineHttp;
import metalplant.server.machine.MachineIssuesHttp;
import metalplant.server.machine.MachineLifeHttp;
import metalplant.server.machine.MachineMapping;
import metalplant.server.metrics.MetricsDoor;
import metalplant.server.metrics.RequestMeter;
import metalplant.server.moving.MoveInHttp;
import metalplant.server.network.NetworkHttp;
import metalplant.server.order.OrderHttp;
import metalplant.server.order.OrderTalk;
import metalplant.server.partition.PartitionHttp;
import metalplant.server.peering.PeeringHttp;
import metalplant.server.peering.SwitchFabricHttp;
import metalplant.server.project.ProjectHttp;
import metalplant.server.region.LateZoneLinks;
import metalplant.server.region.RegionHttp;
import metalplant.server.region.ZoneHttp;
import metalplant.server.region.ZoneLinks;
import metalplant.server.restore.LifeFile;
import metalplant.server.restore.RestoreHttp;
import metalplant.server.size.SizeHttp;
import metalplant.server.size.SizeImageConstraintHttp;
import metalplant.server.size.SizeReservationHttp;
import metalplant.server.switches.SwitchHttp;
import metalplant.server.system.ApiDocumentHttp;
import metalplant.server.system.SystemHttp;
import metalplant.server.tenant.TenantHttp;
import metalplant.server.tls.DoorTls;
import metalplant.server.url.HttpUrlCheck;
import metalplant.server.vpn.Headscale;
import metalplant.server.vpn.VpnHttp;
import metalplant.store.SqlStore;
import metalplant.wire.common.Version;

/** Puts the parts of a plant together; the only place that knows them all. */
final class Wiring {
    /** Of the disk, however much of it members were promised for their backups. */
    private static final long FREE_BEHIND_BACKUPS = 2L << 30;

    private final PlantConfig config;
    private final World world;
    private final Deque<AutoCloseable> parts;
    private final Executor background;
    private final MarkingStore store;
    private final AuditChain chain;
    private final Bus bus;
    private final UrlCheck urls;
    private final Outbox outbox;
    private final Doubts doubts;
    private final Lives lives;
    private final EventIntake events;
    private final WaitRegistry waits;
    private final SelfInFederation self = new SelfInFederation();
    private final AddressAllocator addresses;
    private final NumberPool asns;
    private final NumberPool vrfs;
    private final BackgroundWork work;
    private final MachineOrders orders;
    private final BootLeases leases;
    private final BootDoor boot;
    private final Optional<Headscale> vpnServer;
    private final Vpn vpn;
    private final Traces traces;
    private final RestDoor rest;
    private final MetricsDoor metrics;
    private final Optional<Federation> federation;
    private final Optional<Router> router;
    private final Optional<DoorTls> routerTls;
    private Optional<BorrowedImages> borrowed = Optional.empty();
    private Optional<SentToMembers> sent = Optional.empty();

    /** @param parts what must be closed again is pushed here, in the order in which it was opened */
    Wiring(PlantConfig config, World world, Instant started, Traces traces, Deque<AutoCloseable> parts) {
        this.traces = traces;
        this.config = config;
        this.world = world;
        this.parts = parts;
        // Given up last: what still runs then has ended.
        var name = own(ProcessName.take(config.dataDir(), world));
        this.background = own(Executors.newVirtualThreadPerTaskExecutor());
        var sql = own(SqlStore.open(config.database(), world, traces));
        var release = release(sql);
        this.store = new MarkingStore(new AuditingStore(sql, world));
        var requests = new RequestMeter(world);
        this.chain = new AuditChain(sql, world, config.options().audit());
        var audit = own(new AuditQueue(sql, chain, world).start());
        this.doubts = new Doubts(store);
        this.lives = new Lives(
                store,
                world,
                life(),
                () -> config.federation().map(Federation::incarnation).orElse(0L),
                doubts);
        boolean voterForgot = begin();
        this.bus = bus();
        var options = config.options();
        this.urls = own(new HttpUrlCheck(options.urls()));
        this.outbox = new Outbox(world, options.bmcSuperUser());
        this.events = own(new EventIntake(store, world, EventIntakeConfig.DEFAULT, doubts).start());
        this.waits = new WaitRegistry(
                store, world, node(), background, options.boot().waitsMax());
        this.addresses =
                new AddressAllocator(store, world, self, options.federation().holdDown());
        this.asns = NumberPool.asns(store, self::windows);
        this.vrfs = NumberPool.vrfs(store, self::windows);
        var talk = new OrderTalk(this::ways, world);
        var ordering = new OrderSteps(store, world, OrderConfig.DEFAULT, talk);
        this.work = own(new BackgroundWork(
                store, world, bus, outbox, waits, addresses, asns, lives, background, name, ordering.saga()));
        this.orders = new MachineOrders(store, world, OrderConfig.DEFAULT, talk, ordering, work::kickSagas);
        var certificates = new LeaseCertificates(config.grpcTls());
        this.leases = new BootLeases(
                store,
                world,
                certificates,
                certificates::newHmacKey,
                options.boot().leaseLife(),
                options.boot().leasesMax());
        this.boot = own(bootDoor());
        this.vpnServer = options.vpn().map(settings -> own(new Headscale(settings)));
        this.vpn = new Vpn(vpnServer.map(Function.identity()), world, options.consoleReasonLengthMin());
        var features = new ArrayList<Feature>();
        features.add(system());
        features.addAll(masterdata());
        features.addAll(networks());
        features.addAll(machines());
        features.add(switches());
        features.add(new VpnHttp(vpn));
        features.addAll(peerings());
        features.add(moveIn());
        features.add(new LeaseHttp(leases));
        var bearer = new Bearers(config, store, world);
        var signed = auth(started);
        var auth = new DoorAuth(signed, own(bearer).auth());
        features.add(bearer.login());
        features.add(new AuditHttp(chain, world));
        this.federation = config.federation()
                .map(settings -> own(new Federation(
                        settings,
                        store,
                        world,
                        release,
                        self,
                        new LifeHere(
                                () -> lives.stored().map(PlantLife::counter).orElse(1L),
                                () -> life().read(),
                                lives::raise),
                        voterForgot)));
        federation.ifPresent(each -> features.addAll(List.of(new FederationHttp(each), new EscrowHttp(each))));
        features.add(new RestoreHttp(
                lives, new ReconcileMachines(store, doubts), () -> federation.ifPresent(Federation::addressesKnown)));
        config.hostSocket().ifPresent(socket -> features.add(new HostHttp(socket)));
        federation.ifPresent(each -> lives.watch(each::reborn));
        features.add(new ApiDocumentHttp(config.basePath(), config.version(), List.copyOf(features)));
        this.rest = new RestDoor(config.basePath(), auth, features, new RequestAudit(audit, world), requests, traces);
        this.metrics = new MetricsDoor(
                rest.indoors(),
                config.providerTenant(),
                federation.isPresent(),
                () -> store.read("metrics-queue", tx -> tx.outbox().count()),
                sql::retries,
                requests,
                world);
        this.routerTls = config.router().flatMap(this::tls);
        this.router = federation.flatMap(each -> config.router().map(at -> router(each, at, auth, signed)));
    }

    /** Where no host agent could go back to the release before, every start is a commit. */
    private Release release(SqlStore sql) {
        if (config.hostSocket().isEmpty()) {
            SqlStore.commit(config.database(), world, Acceptance.LEVEL);
        }
        return Release.of(config.version(), sql.committedLedger());
    }

    private LifeFile life() {
        return new LifeFile(config.dataDir().resolve("life"));
    }

    /**
     * Before anything else looks at the database: it may be an old one.
     *
     * @return whether the disk of the ledger's voter was put back
     */
    private boolean begin() {
        var file = life();
        boolean ordered = file.ordered();
        var disk = config.federation().map(each -> new LedgerDisk(each.folder()));
        boolean forgot = disk.filter(each -> each.check(file.read(), ordered)).isPresent();
        disk.ifPresent(each -> lives.watchMarks(each::mark));
        lives.begin(ordered);
        file.done();
        return forgot;
    }

    /** Verifies with the same eyes as the plant's own door, so that what was seen at one is a replay at the other. */
    private Router router(Federation plants, InetSocketAddress listen, DoorAuth auth, HmacAuth signed) {
        var base = routerAddress(listen, rest.base());
        var folder = config.dataDir().resolve("router");
        var images = Depot.open(ImageFolders.of(config.dataDir()), StoreLimits.DEFAULT, world);
        var kept = new BackupLocker(
                config.dataDir().resolve("kept"),
                (long) config.options().federation().keptBackupsMib() << 20,
                FREE_BEHIND_BACKUPS);
        var known = plants.serve(rest, base, images, kept);
        borrowed = Optional.of(new BorrowedImages(known::all, signed));
        sent = Optional.of(new SentToMembers(known::all, signed));
        var made = own(
                new Router(RouterConfig.of(config.basePath(), folder), known, auth.also(plants::users), world, traces));
        plants.watch(made::plantsChanged);
        return made;
    }

    private URI routerAddress(InetSocketAddress listen, String path) {
        return PlantServer.address(isSecured(listen) ? "https" : "http", listen, path);
    }

    private boolean isSecured(InetSocketAddress router) {
        return config.federation().isPresent()
                && config.options().router().tls().secures(router.getAddress());
    }

    /** The plant's own authority is made for it if this is the first thing that needs one. */
    private Optional<DoorTls> tls(InetSocketAddress listen) {
        return config.federation()
                .filter(_ -> isSecured(listen))
                .map(plants -> own(DoorTls.open(
                        config.options().router().tls(),
                        listen.getAddress(),
                        () -> PlantIdentity.open(
                                plants.folder().resolve("keys"),
                                new IncarnationFile(plants.folder().resolve("lives")),
                                new SecureRandom()),
                        world)));
    }

    /** What the door of all plants shows; empty if it speaks plain HTTP. */
    Optional<DoorTls> routerTls() {
        return routerTls;
    }

    /** The door of all plants. */
    Optional<Router> router() {
        return router;
    }

    /** Images of members, for the image store of this plant. */
    Optional<BorrowedImages> borrowed() {
        return borrowed;
    }

    /** The way of this plant's backups to members. */
    Optional<SentToMembers> sent() {
        return sent;
    }

    /** The page for Prometheus. */
    MetricsDoor metrics() {
        return metrics;
    }

    RestDoor rest() {
        return rest;
    }

    BootDoor boot() {
        return boot;
    }

    /** Begins what goes on without being asked; both doors are open by now. */
    void startWork() {
        boot.open();
        work.start();
        vpnServer.ifPresent(server -> work.follow(new FollowVpn(store, world, server)));
        federation.ifPresent(Federation::start);
        router.ifPresent(Router::start);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** The same after each restart, and another one for each data directory. */
    private String node() {
        return "%s-%08x"
                .formatted(
                        config.partitionId(), config.dataDir().toAbsolutePath().hashCode());
    }

    private Bus bus() {
        return config.nsq()
                .<Bus>map(nsq -> own(new NsqBus(
                        new NsqConfig(
                                nsq.tcp(),
                                new InetSocketAddress(
                                        nsq.http().getHost(), nsq.http().getPort()),
                                Optional.of(NsqTls.ofPem(nsq.ca(), nsq.cert(), nsq.key()))),
                        world)))
                .orElseGet(() -> new InMemoryBus(world));
    }

    private HmacAuth auth(Instant started) {
        var keys = config.hmac();
        return new HmacAuth(
                List.of(
                        HmacUser.view(keys.view()),
                        HmacUser.edit(keys.edit()),
                        HmacUser.admin(keys.admin()),
                        HmacUser.switches(keys.switches()),
                        HmacUser.controllers(keys.controllers())),
                config.providerTenant(),
                world,
                started,
                new StoredLeases(store, world));
    }

    private SystemHttp system() {
        var services = new LinkedHashMap<String, BooleanSupplier>();
        services.put("database", store::reachable);
        services.put("nsq", bus::reachable);
        var version = new Version("", "", "v0.0.1", "metal-api", null, config.version(), config.version());
        return new SystemHttp(services, List.of("database"), version);
    }

    /** What plants share is noted for the others, and changed at its home only. */
    private PublishingStore shared() {
        return new PublishingStore(store, config.router().map(at -> routerAddress(at, config.basePath())));
    }

    private List<Feature> masterdata() {
        var shared = shared();
        var links = new LateZoneLinks(config.partitionId(), this::links);
        return List.of(
                new RegionHttp(new Regions(shared, world)),
                new ZoneHttp(new Zones(shared, world, links), links, new ZoneFabrics(store, this::plantNumber)),
                new PartitionHttp(new Partitions(store, bus, urls, world), new CountCapacity(store, world)),
                new ImageHttp(new Images(shared, urls, world)),
                new SizeHttp(new Sizes(shared, world)),
                new SizeReservationHttp(new SizeReservations(store, world)),
                new SizeImageConstraintHttp(new SizeImageConstraints(shared, world)),
                new FilesystemLayoutHttp(new FilesystemLayouts(shared, world)),
                new TenantHttp(new Tenants(shared, world)),
                new ProjectHttp(new Projects(shared, world)));
    }

    private List<Feature> networks() {
        var children = new ChildPrefixes(store, world, Holder.ALONE);
        var shared = shared();
        return List.of(
                new NetworkHttp(
                        new CreateNetwork(shared, world, self, vrfs),
                        new AllocateNetwork(store, world, children, vrfs, self),
                        new FindNetworks(store),
                        new UpdateNetwork(shared, world, self),
                        new RemoveNetwork(shared, vrfs)),
                new IpHttp(
                        new AllocateIp(store, addresses),
                        new FindIps(store),
                        new UpdateIp(store, world),
                        new FreeIp(store, addresses)));
    }

    private List<Feature> machines() {
        var find = new FindMachines(store);
        MachineAnswers answers = machine -> MachineMapping.toWire(find.of(machine));
        var publisher = work.publisher();
        var allocate = new AllocateMachine(store, world, addresses, asns, outbox, publisher, waits, vpn);
        var firmwares = new Firmwares(store, firmware());
        return List.of(
                new MachineHttp(find, new ChangeMachine(store, world), answers),
                new MachineLifeHttp(
                        allocate,
                        work.free(),
                        new ReinstallMachine(store, world, outbox, publisher),
                        new PowerMachine(store, world, outbox, publisher),
                        new ConsolePassword(store, config.options().consoleReasonLengthMin()),
                        answers),
                new MachineBmcHttp(new BmcReports(store, world), new BmcResults(store, world), find),
                new MachineIssuesHttp(new FindIssues(store, world)),
                new FirewallHttp(find),
                new FirewallLifeHttp(allocate, answers),
                new FirmwareHttp(firmwares, new UpdateFirmware(store, firmwares, outbox, publisher), answers),
                new OrderHttp(orders));
    }

    private Optional<FirmwareStore> firmware() {
        var keys = config.dataDir().resolve("secrets").resolve("firmware-s3");
        return config.options()
                .firmware()
                .map(place -> own(S3FirmwareStore.open(
                        place,
                        S3Access.keys(keys)
                                .orElseThrow(() -> Problem.bad(
                                        "an S3 server wants keys: write them into %s, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                                                .formatted(keys))))));
    }

    private Optional<ZoneLinks> links() {
        return federation.map(Federation::links);
    }

    /** To all plants; empty where there is no router. */
    private Optional<OrderTalk.Ways> ways() {
        return router().flatMap(door -> federation.map(plants -> new OrderTalk.Ways(door.lines(), plants.memory())));
    }

    private SwitchHttp switches() {
        return new SwitchHttp(
                new Switches(store, world, doubts),
                new RegisterSwitch(store, world),
                new NotifySwitch(store, world, doubts));
    }

    private Feature moveIn() {
        var children = new ChildPrefixes(store, world, Holder.ALONE);
        return new MoveInHttp(
                new AdoptNetwork(store, world, children, vrfs, self),
                new MoveIn(store, world, asns, doubts),
                new FindMachines(store),
                new Switches(store, world, doubts));
    }

    /** In the federation; 0 without one. */
    private int plantNumber() {
        return self.windows().map(NumberWindows::plant).orElse(0);
    }

    private List<Feature> peerings() {
        var reports = new FabricReports(store, world);
        return List.of(
                new PeeringHttp(new Peerings(store, world, this::plantNumber), reports),
                new SwitchFabricHttp(new FabricModels(store, this::plantNumber), reports));
    }

    private BootDoor bootDoor() {
        var use = new BootUseCases(
                new BootMachine(store, events, config.options().bmcSuperUser(), doubts),
                new RegisterMachine(store, world, Wiring::cable),
                waits,
                new ReportInstallation(store, world, outbox),
                new AbortReinstall(store, world, outbox),
                events,
                leases);
        return new BootDoor(config, use, world, background);
    }

    private static String cable(Tx tx, Machine machine) {
        return SwitchConnections.connect(tx, machine, machine.changed()).rackId();
    }
}
