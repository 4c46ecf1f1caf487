package metalplant.server;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import metalplant.bus.NsqBus;
import metalplant.bus.NsqConfig;
import metalplant.bus.NsqTls;
import metalplant.core.bus.Bus;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.core.image.Images;
import metalplant.core.partition.Partitions;
import metalplant.core.project.Projects;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.tenant.Tenants;
import metalplant.core.url.UrlCheck;
import metalplant.model.World;
import metalplant.server.auth.HmacAuth;
import metalplant.server.auth.HmacUser;
import metalplant.server.auth.LeasePrincipals;
import metalplant.server.filesystem.FilesystemLayoutHttp;
import metalplant.server.http.Feature;
import metalplant.server.http.RestDoor;
import metalplant.server.image.ImageHttp;
import metalplant.server.partition.PartitionHttp;
import metalplant.server.project.ProjectHttp;
import metalplant.server.size.SizeHttp;
import metalplant.server.size.SizeImageConstraintHttp;
import metalplant.server.size.SizeReservationHttp;
import metalplant.server.system.SystemHttp;
import metalplant.server.tenant.TenantHttp;
import metalplant.server.url.HttpUrlCheck;
import metalplant.server.url.UrlCheckConfig;
import metalplant.store.DatabaseConfig;
import metalplant.store.SqlStore;
import metalplant.wire.common.Version;

/** Puts the parts of a plant together; the only place that knows them all. */
final class Wiring {
    private final PlantConfig config;
    private final World world;
    private final Deque<AutoCloseable> parts;
    private final SqlStore store;
    private final Bus bus;
    private final UrlCheck urls;
    private final RestDoor rest;

    private Wiring(PlantConfig config, World world, Instant started, Deque<AutoCloseable> parts) {
        this.config = config;
        this.world = world;
        this.parts = parts;
        this.store = own(SqlStore.open(database(config), world));
        this.bus = bus();
        this.urls = new HttpUrlCheck(UrlCheckConfig.DEFAULT);
        var features = new ArrayList<Feature>();
        features.add(system());
        features.addAll(masterdata());
        this.rest = new RestDoor(config.basePath(), auth(started), features);
    }

    /** @param parts what must be closed again is pushed here, in the order in which it was opened */
    static Wiring of(PlantConfig config, World world, Instant started, Deque<AutoCloseable> parts) {
        return new Wiring(config, world, started, parts);
    }

    RestDoor rest() {
        return rest;
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    private static DatabaseConfig database(PlantConfig config) {
        var db = config.database();
        return new DatabaseConfig(db.jdbcUrl(), db.user(), db.password(), db.connections());
    }

    private Bus bus() {
        return config.nsq()
                .<Bus>map(nsq -> own(new NsqBus(
                        new NsqConfig(
                                nsq.tcp(),
                                new InetSocketAddress(nsq.http().getHost(), nsq.http().getPort()),
                                Optional.of(NsqTls.ofPem(nsq.ca(), nsq.cert(), nsq.key()))),
                        world)))
                .orElseGet(() -> new InMemoryBus(world));
    }

    private HmacAuth auth(Instant started) {
        var keys = config.hmac();
        return new HmacAuth(
                List.of(HmacUser.view(keys.view()), HmacUser.edit(keys.edit()), HmacUser.admin(keys.admin())),
                config.providerTenant(),
                world,
                started,
                LeasePrincipals.NONE);
    }

    private SystemHttp system() {
        var services = Map.<String, BooleanSupplier>of("database", store::reachable, "nsq", bus::reachable);
        var version = new Version("", "", "v0.0.1", "metal-api", null, config.version(), "v" + config.version());
        return new SystemHttp(services, List.of("database"), version);
    }

    private List<Feature> masterdata() {
        return List.of(
                new PartitionHttp(new Partitions(store, bus, urls, world), (_, _, _) -> List.of()),
                new ImageHttp(new Images(store, urls, world)),
                new SizeHttp(new Sizes(store, world)),
                new SizeReservationHttp(new SizeReservations(store, world)),
                new SizeImageConstraintHttp(new SizeImageConstraints(store, world)),
                new FilesystemLayoutHttp(new FilesystemLayouts(store, world)),
                new TenantHttp(new Tenants(store, world)),
                new ProjectHttp(new Projects(store, world)));
    }
}
