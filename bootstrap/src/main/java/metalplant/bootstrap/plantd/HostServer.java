package metalplant.bootstrap.plantd;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import metalplant.door.Problems;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;
import metalplant.wire.plant.FactoryResetRequest;
import metalplant.wire.plant.UpgradeInstallRequest;

/**
 * The door of the host agent: HTTP on a Unix socket, so that who may open a file decides who may ask. Its paths are those under which the
 * API passes the same questions on.
 */
final class HostServer implements AutoCloseable {
    private static final int BODY_MAX = 64 * 1024;

    private final WebServer server;
    private final Path socket;

    private HostServer(WebServer server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    static HostServer start(Path socket, HostDesk desk, Owners owners) {
        try {
            AtomicFile.folder(java.util.Objects.requireNonNull(socket.getParent()), "rwxr-xr-x");
            Files.deleteIfExists(socket);
            var server = WebServer.builder()
                    .bindAddress(UnixDomainSocketAddress.of(socket))
                    .shutdownHook(false)
                    .maxPayloadSize(BODY_MAX)
                    .routing(routing(desk))
                    .build()
                    .start();
            owners.share(socket, Owners.METAL_PLANT);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
            return new HostServer(server, socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + socket, e);
        }
    }

    private static HttpRouting.Builder routing(HostDesk desk) {
        return HttpRouting.builder()
                .get("/v1/plant/status", answering(_ -> desk.status()))
                .get("/v1/plant/units", answering(_ -> desk.units()))
                .get("/v1/plant/logs", answering(request -> desk.logs(query(request))))
                .post("/v1/plant/certificates", answering(_ -> desk.renewCertificates()))
                .get("/v1/plant/factory-reset", answering(_ -> desk.resetPreview()))
                .post(
                        "/v1/plant/factory-reset",
                        answering(request -> desk.reset(body(request, FactoryResetRequest.class))))
                .get("/v1/plant/upgrade", answering(_ -> desk.upgrades().status()))
                .post(
                        "/v1/plant/upgrade/install",
                        answering(request -> desk.install(body(request, UpgradeInstallRequest.class))))
                .post("/v1/plant/upgrade/commit", answering(_ -> desk.upgrades().commit()))
                .post(
                        "/v1/plant/upgrade/rollback",
                        answering(_ -> desk.upgrades().rollback()))
                .post("/v1/plant/upgrade/restart", answering(_ -> desk.restart()));
    }

    private static Function<String, String> query(ServerRequest request) {
        return name -> request.query().first(name).orElse("");
    }

    private static <T> T body(ServerRequest request, Class<T> type) {
        try {
            var text = new String(request.content().inputStream().readNBytes(BODY_MAX), StandardCharsets.UTF_8);
            return WireJson.mapper().readValue(text, type);
        } catch (IOException e) {
            throw Problem.bad("the body is not what is expected here").because(e);
        }
    }

    private static io.helidon.webserver.http.Handler answering(Function<ServerRequest, Object> work) {
        return (request, response) -> {
            try {
                send(response, 200, WireJson.text(work.apply(request)).getBytes(StandardCharsets.UTF_8));
            } catch (Problem e) {
                int status = Problems.status(e);
                send(response, status, HttpErrorResponse.body(status, String.valueOf(e.getMessage())));
            }
        };
    }

    private static void send(ServerResponse response, int status, byte[] body) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(body);
    }

    @Override
    public void close() {
        server.stop();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + socket, e);
        }
    }
}
