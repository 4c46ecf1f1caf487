package metalplant.bootstrap.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import metalplant.bootstrap.process.ServicePages;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.console.ConsoleConfig;
import metalplant.console.ConsoleServer;
import metalplant.console.peer.PeerBook;
import metalplant.console.peer.PeerTrust;
import metalplant.model.World;

/** Consoles beside a plant, until closed. */
public final class ConsoleService implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlantApi own;
    private final PlantApi all;
    private final TokenCheck tokens;
    private final ConsoleServer server;
    private final ServicePages pages;

    /**
     * Where the plant is, and as whom it is asked.
     *
     * @param api with a slash at its end
     * @param router the same for all plants
     * @param signer of type Metal-View
     * @param adminGroup whose members may see every console
     * @param site the plant's partition, where others of its partitions have consoles of their own; else empty
     */
    public record PlantDoors(URI api, URI router, HmacSigner signer, String adminGroup, Optional<String> site) {}

    /**
     * For controllers of which the plant knows no user.
     *
     * @param user "" = nobody
     */
    public record CommonLogin(String user, String password) {}

    private ConsoleService(
            ConsoleConfig config, PlantDoors plant, CommonLogin login, InetSocketAddress pagesAt, World world) {
        this.own = new PlantApi(plant.api(), plant.signer(), CALL, world);
        this.all = new PlantApi(
                plant.router(), plant.signer(), CALL, world, PeerTrust.routing(new PeerBook(config.peerFolder())));
        this.tokens = new TokenCheck(plant.api(), plant.adminGroup());
        var book = new ApiBook(own, all, new ApiBook.Login(login.user(), login.password()), plant.site());
        this.server = ConsoleServer.start(config, book, tokens, book::ids, world);
        this.pages = ServicePages.start(pagesAt, this::status, this::metrics);
    }

    /** @param pagesAt for health, status and metrics; a port of 0 is any */
    public static ConsoleService start(
            ConsoleConfig config, PlantDoors plant, CommonLogin login, InetSocketAddress pagesAt, World world) {
        return new ConsoleService(config, plant, login, pagesAt, world);
    }

    public int port() {
        return server.port();
    }

    public String fingerprint() {
        return server.fingerprint();
    }

    /** Of the pages for health, status and metrics. */
    public int pagesPort() {
        return pages.port();
    }

    private String status() {
        var status = JSON.createObjectNode()
                .put("port", server.port())
                .put("host_key", server.fingerprint())
                .put("host_key_line", server.keyLine());
        server.peerPort().ifPresent(port -> status.put("peer_port", port));
        var sessions = status.putArray("sessions");
        server.seen()
                .forEach(each ->
                        sessions.addObject().put("machine", each.machine()).put("who", each.who()));
        return status.toString();
    }

    private String metrics() {
        var count = server.count();
        return ServicePages.metric("plant_console_connections", "gauge", count.open())
                + ServicePages.metric("plant_console_strangers", "gauge", count.strangers())
                + ServicePages.metric("plant_console_refused_total", "counter", count.refused())
                + ServicePages.metric(
                        "plant_console_sessions", "gauge", server.seen().size())
                + ServicePages.metric("plant_console_lines", "gauge", server.attached());
    }

    @Override
    public void close() {
        pages.close();
        server.close();
        tokens.close();
        all.close();
        own.close();
    }
}
