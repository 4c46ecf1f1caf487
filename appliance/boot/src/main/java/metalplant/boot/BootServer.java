package metalplant.boot;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import metalplant.boot.card.Cards;
import metalplant.boot.card.LeaseFile;
import metalplant.boot.card.Neighbours;
import metalplant.boot.dhcp.DhcpWatch;
import metalplant.boot.dhcp.ForeignServers;
import metalplant.boot.dhcp.Sightings;
import metalplant.boot.files.OriginFiles;
import metalplant.boot.files.StoredFiles;
import metalplant.boot.http.BootHttp;
import metalplant.boot.http.BootScript;
import metalplant.boot.http.Boots;
import metalplant.boot.http.Certs;
import metalplant.boot.http.MachineDocument;
import metalplant.boot.http.StatusHttp;
import metalplant.boot.plant.GrpcPlant;
import metalplant.boot.switches.SwitchApi;
import metalplant.boot.switches.SwitchHttp;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.IpAddress;

/** A running boot server. */
public final class BootServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BootServer.class.getName());
    private static final Path NEIGHBOURS = Path.of("/proc/net/arp");
    private static final Duration IDLE = Duration.ofSeconds(30);
    /** A rack has some tens of machines, and iPXE asks for one thing at a time. */
    private static final int CONNECTIONS_MAX = 512;

    private static final String HOST = "host";
    private static final String SWITCHES = "switches";
    private static final int SWITCH_CONNECTIONS_MAX = 256;
    /** What a switch tells of its provisioning is small; what its agent tells may name thousands of peerings. */
    private static final long REPORT_MAX = 1 << 20;

    private final WebServer server;
    private final DhcpWatch watch;
    private final GrpcPlant plant;
    private final OriginFiles origin;

    private BootServer(WebServer server, DhcpWatch watch, GrpcPlant plant, OriginFiles origin) {
        this.server = server;
        this.watch = watch;
        this.plant = plant;
        this.origin = origin;
    }

    /** @throws Problem if it is told something that cannot be; other exceptions if a port is not to be had */
    public static BootServer start(BootConfig config, World world) {
        var neighbours = Neighbours.ofKernel(NEIGHBOURS);
        var leases = new LeaseFile(config.leases(), world);
        var sightings = new Sightings(world);
        var known = new HashSet<>(java.util.List.of(config.address()));
        config.dhcpServer().ifPresent(known::add);
        config.switches().ifPresent(each -> known.add(each.address()));
        config.management().ifPresent(known::add);
        var foreign = new ForeignServers(world, known, neighbours::macOf);
        var plant = GrpcPlant.at(
                config.plant().address(), config.partition(), config.plant().identity());
        var origin = new OriginFiles();
        var depot = Depot.open(config.images(), StoreLimits.DEFAULT, world);
        var switches = config.switches()
                .map(each -> new SwitchHttp(
                        world,
                        new SwitchApi(world, config.api(), each.key()),
                        each.given(),
                        each.progress(),
                        neighbours,
                        depot,
                        "http://%s:%d/switch".formatted(each.address(), config.port())));
        var watch = DhcpWatch.start(
                world,
                config.wires(),
                config.probeEvery(),
                foreign,
                (mac, id) -> {
                    if (sightings.saw(mac, id)) {
                        tell(plant, mac, id);
                    }
                },
                (mac, says) -> switches.ifPresent(each -> each.asks(mac, says)));
        var boots = new Boots();
        var machines = new BootHttp(
                plant,
                new Cards(config.prefix(), config.relayed(), config.dhcpServer().isEmpty(), leases, neighbours),
                sightings,
                new BootScript(config.base()),
                new Certs(plant, sightings, world, config.machines(), config.partition(), config.base()),
                new StoredFiles(depot).orElse(origin),
                new MachineDocument(config.api()),
                boots);
        var server =
                listen(config, machines, new StatusHttp(leases, sightings, boots, watch, foreign, switches), switches);
        LOG.log(INFO, "boot server listens address={0} partition={1}", config.base(), config.partition());
        return new BootServer(server, watch, plant, origin);
    }

    /** The machine's firmware gives up soon; it is not kept waiting for the plant. */
    private static void tell(GrpcPlant plant, String mac, String machineId) {
        Thread.ofVirtual().name("dhcp " + mac).start(() -> {
            try {
                plant.dhcp(machineId);
            } catch (Problem e) {
                LOG.log(WARNING, "the plant was not told mac={0} machine={1} why={2}", mac, machineId, e.getMessage());
            }
        });
    }

    private static WebServer listen(
            BootConfig config, BootHttp machines, StatusHttp host, Optional<SwitchHttp> switches) {
        var server = WebServer.builder()
                .address(inet(config.address()))
                .port(config.port())
                .maxTcpConnections(CONNECTIONS_MAX)
                .idleConnectionTimeout(IDLE)
                .maxPayloadSize(0)
                // With channels a write that fills the socket's buffer is not gone on with, so a slow machine would get
                // half a kernel.
                .useNio(false)
                .shutdownHook(false)
                .routing(HttpRouting.builder().register(machines))
                .putSocket(
                        HOST,
                        ListenerConfig.builder()
                                .address(InetAddress.getLoopbackAddress())
                                .port(config.port())
                                .maxPayloadSize(0)
                                .build())
                .routing(HOST, HttpRouting.builder().register(host));
        switches.ifPresent(each -> server.putSocket(
                        SWITCHES,
                        ListenerConfig.builder()
                                .address(inet(config.switches().orElseThrow().address()))
                                .port(config.port())
                                .maxTcpConnections(SWITCH_CONNECTIONS_MAX)
                                .idleConnectionTimeout(IDLE)
                                .maxPayloadSize(REPORT_MAX)
                                .useNio(false)
                                .build())
                .routing(SWITCHES, HttpRouting.builder().register(each)));
        return server.build().start();
    }

    private static InetAddress inet(IpAddress address) {
        try {
            return InetAddress.getByName(address.toString());
        } catch (UnknownHostException e) {
            throw Problem.bad("the plant has no address " + address).because(e);
        }
    }

    @Override
    public void close() {
        watch.close();
        server.stop();
        plant.close();
        origin.close();
    }
}
