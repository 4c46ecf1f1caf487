package metalplant.router.alone;

import static java.lang.System.Logger.Level.INFO;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import metalplant.door.ProtocolErrors;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.model.World;
import metalplant.router.Router;
import metalplant.router.RouterConfig;

/** A federation door on a listener of its own. */
public final class LoneRouter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LoneRouter.class.getName());

    private final Router router;
    private final WebServer server;

    private LoneRouter(Router router, WebServer server) {
        this.router = router;
        this.server = server;
    }

    /** Opens the door and begins to take snapshots, in a process that has begun just now. */
    public static LoneRouter start(RouterFile file, World world) {
        // Dates are cut to seconds: what is left of this one is given up, as after a restart of a plant.
        return start(file, world, world.now().plusMillis(999).truncatedTo(ChronoUnit.SECONDS));
    }

    /** @param started dates before it are not accepted for one lifetime */
    public static LoneRouter start(RouterFile file, World world, Instant started) {
        var tls = file.tls().map(ListenerTls::read);
        var auth = new HmacAuth(file.users(), file.tenant(), world, started, LeasePrincipals.NONE);
        var router = new Router(RouterConfig.of(file.basePath(), file.folder()), file.plants(), auth, world);
        var routing = HttpRouting.builder();
        router.routing(routing);
        var listener = WebServer.builder();
        tls.ifPresent(listener::tls);
        var server = listener.host(file.listen().getHostString())
                .port(file.listen().getPort())
                .shutdownHook(false)
                // With channels a large answer ends early (Helidon 4.4.0).
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(ProtocolErrors.handlers())
                .routing(routing)
                .build()
                .start();
        router.start();
        LOG.log(INFO, "router listens port={0} tls={1}", Integer.toString(server.port()), tls.isPresent());
        return new LoneRouter(router, server);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        router.close();
    }
}
