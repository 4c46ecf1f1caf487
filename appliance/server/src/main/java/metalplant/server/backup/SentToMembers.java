package metalplant.server.backup;

import static java.lang.System.Logger.Level.DEBUG;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.server.http.SignedRequests;
import metalplant.server.peer.PassedOn;

/**
 * The way of this plant's backups to a member: whoever makes or reads them asks here, on the plant's own door with the admin key, and this
 * passes it on with the plant's certificate. So whom the plant trusts, and who it is, stays in this process. Nothing is kept here.
 */
public final class SentToMembers {
    /** Below the base path of the API: {@code LABEL} lists, {@code LABEL/NAME} is one. */
    public static final String PATH = "/v1/plant/member-backups/";

    private static final System.Logger LOG = System.getLogger(SentToMembers.class.getName());
    private static final List<HeaderName> PASSED =
            List.of(HeaderNames.CONTENT_LENGTH, HeaderNames.CONTENT_TYPE, KeptForMembers.ROOM);
    private static final int AT_ONCE = 4;
    private static final int CONNECT_MILLIS = 10_000;
    /** Also how long a member may take to write what came to its disk. */
    private static final int SILENCE_MILLIS = 60_000;

    private static final int BUFFER = 64 << 10;
    private static final int REASON_MAX = 2_000;

    private final Supplier<List<Plant>> plants;
    private final HmacAuth auth;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param plants all of the federation, as the router has them */
    public SentToMembers(Supplier<List<Plant>> plants, HmacAuth auth) {
        this.plants = plants;
        this.auth = auth;
    }

    /** @param base of the API, without a slash at its end */
    public void routing(HttpRouting.Builder routing, String base) {
        for (var path : List.of(base + PATH + "{label}", base + PATH + "{label}/{name}")) {
            routing.get(path, this::passOn).put(path, this::passOn).delete(path, this::passOn);
        }
    }

    private void passOn(ServerRequest request, ServerResponse response) {
        if (!SignedRequests.may(auth, request, Role.ADMIN)) {
            text(response, Status.FORBIDDEN_403, "this is for administrators of this plant");
            return;
        }
        if (!places.tryAcquire()) {
            text(response, Status.SERVICE_UNAVAILABLE_503, "too many backups are under way, come back later");
            return;
        }
        var parameters = request.path().pathParameters();
        try {
            var label = parameters.get("label");
            var member = member(label);
            if (member.isEmpty()) {
                text(response, Status.NOT_FOUND_404, "there is no other member \"%s\"".formatted(label));
                return;
            }
            send(member.get(), parameters.first("name").orElse(""), request, response);
        } finally {
            places.release();
        }
    }

    private Optional<Plant> member(String label) {
        return plants.get().stream()
                .filter(plant -> plant.label().equals(label) && plant.link() instanceof PlantLink.Peer)
                .findFirst();
    }

    private void send(Plant plant, String name, ServerRequest request, ServerResponse response) {
        try {
            var path = KeptForMembers.PATH + (name.isEmpty() ? "" : "/" + name);
            var connection = PassedOn.open(plant, path, CONNECT_MILLIS, SILENCE_MILLIS);
            connection.setRequestMethod(request.prologue().method().text());
            request.headers()
                    .first(HeaderNames.RANGE)
                    .ifPresent(range -> connection.setRequestProperty(HeaderNames.RANGE.defaultCase(), range));
            if (request.prologue().method() == Method.PUT) {
                body(connection, request);
            }
            answer(connection, response);
        } catch (IOException e) {
            LOG.log(DEBUG, "no way to plant={0} reason={1}", plant.label(), e.getMessage());
            text(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    "%s does not answer, or broke off: %s".formatted(plant.label(), e.getMessage()));
        }
    }

    private static void body(HttpURLConnection connection, ServerRequest request) throws IOException {
        long length = request.headers().contentLength().orElseThrow(() -> new IOException("no length was said"));
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(length);
        try (var in = request.content().inputStream();
                var out = connection.getOutputStream()) {
            var buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    private static void answer(HttpURLConnection connection, ServerResponse response) throws IOException {
        int status = connection.getResponseCode();
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
            try (InputStream in = connection.getErrorStream()) {
                var why = in == null ? new byte[0] : in.readNBytes(REASON_MAX);
                text(response, Status.create(status), new String(why, java.nio.charset.StandardCharsets.UTF_8));
            } finally {
                connection.disconnect();
            }
            return;
        }
        if (status == HttpURLConnection.HTTP_NO_CONTENT) {
            response.status(Status.NO_CONTENT_204).send();
            return;
        }
        PassedOn.answer(connection, response, PASSED);
    }

    private static void text(ServerResponse response, Status status, String why) {
        response.status(status)
                .header(HeaderValues.CONNECTION_CLOSE)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }
}
