package metalplant.server.imagestore;

import static java.lang.System.Logger.Level.DEBUG;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.source.OfferText;
import metalplant.model.Problem;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;

/**
 * Images of members, for the plant's own store: it asks here, on the plant's own door with the view key, and this asks the members one after
 * the other with the plant's certificate. So whom the plant trusts, and who it is, stays in this process. Nothing is kept; an answer
 * is passed on as it comes.
 */
public final class BorrowedImages {
    /** Below the base path of the API. */
    public static final String PATH = "/v1/plant/member-images/";

    private static final System.Logger LOG = System.getLogger(BorrowedImages.class.getName());
    private static final HeaderName X_DATE = HeaderNames.create("X-Date");
    private static final HeaderName X_SALT = HeaderNames.create("X-Data-Salt");
    private static final int AT_ONCE = 32;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 15_000;

    private final Supplier<List<Plant>> plants;
    private final HmacAuth auth;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param plants all of the federation, as the router has them */
    public BorrowedImages(Supplier<List<Plant>> plants, HmacAuth auth) {
        this.plants = plants;
        this.auth = auth;
    }

    /** @param base of the API, without a slash at its end */
    public void routing(HttpRouting.Builder routing, String base) {
        routing.get(base + PATH + "{+name}", (request, response) -> borrow(base + PATH, request, response));
    }

    private void borrow(String before, ServerRequest request, ServerResponse response) {
        if (!isAllowed(request)) {
            text(response, Status.FORBIDDEN_403, "this is for the image store of this plant");
            return;
        }
        if (!places.tryAcquire()) {
            text(response, Status.SERVICE_UNAVAILABLE_503, "too many images are being borrowed, come back later");
            return;
        }
        try {
            var path = request.path().path().substring(before.length());
            // It becomes part of an address.
            var checked = new ImageName(
                    path.endsWith(OfferText.END) ? path.substring(0, path.length() - OfferText.END.length()) : path);
            passOn(path, checked, request, response);
        } catch (Problem e) {
            text(response, Status.SERVICE_UNAVAILABLE_503, String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    private boolean isAllowed(ServerRequest request) {
        try {
            return request.headers()
                    .first(HeaderNames.AUTHORIZATION)
                    .map(header -> auth.verify(
                            header,
                            request.headers().first(X_DATE).orElse(""),
                            request.headers().first(X_SALT).orElse(""),
                            "GET",
                            Optional.empty()))
                    .filter(signed -> !signed.lease() && signed.caller().may(Role.VIEW))
                    .isPresent();
        } catch (Problem _) {
            return false;
        }
    }

    private void passOn(String path, ImageName name, ServerRequest request, ServerResponse response) {
        int silent = 0;
        for (var plant : plants.get()) {
            if (!(plant.link() instanceof PlantLink.Peer peer)) {
                continue;
            }
            HttpURLConnection connection;
            try {
                connection = ask(plant, peer, path, request);
                if (isGood(connection.getResponseCode())) {
                    send(connection, response);
                    return;
                }
                connection.disconnect();
            } catch (IOException e) {
                silent++;
                LOG.log(DEBUG, "no image from plant={0} reason={1}", plant.label(), e.getMessage());
            }
        }
        if (silent > 0) {
            text(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    "%s is not at the members that answer, and %d do not answer".formatted(name, silent));
        } else {
            text(response, Status.NOT_FOUND_404, "no member has " + name);
        }
    }

    private static boolean isGood(int status) {
        return status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL;
    }

    private static HttpURLConnection ask(Plant plant, PlantLink.Peer peer, String path, ServerRequest request)
            throws IOException {
        var door = URI.create("%s://%s%s%s"
                .formatted(plant.base().getScheme(), plant.base().getRawAuthority(), LentImages.PATH, path));
        var connection = (HttpURLConnection) door.toURL().openConnection();
        if (connection instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(peer.tls().getSocketFactory());
            // Its certificate is that of this plant and no other; whatever address it is reached at has no say in that.
            secured.setHostnameVerifier((_, _) -> true);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        for (var header : List.of(HeaderNames.RANGE, HeaderNames.IF_MATCH)) {
            request.headers()
                    .first(header)
                    .ifPresent(value -> connection.setRequestProperty(header.defaultCase(), value));
        }
        return connection;
    }

    private static void send(HttpURLConnection connection, ServerResponse response) throws IOException {
        boolean begun = false;
        try (InputStream in = connection.getInputStream()) {
            response.status(Status.create(connection.getResponseCode()));
            for (var header :
                    List.of(HeaderNames.CONTENT_LENGTH, HeaderNames.CONTENT_RANGE, HeaderNames.CONTENT_TYPE)) {
                Optional.ofNullable(connection.getHeaderField(header.defaultCase()))
                        .ifPresent(value -> response.header(header, value));
            }
            begun = true;
            try (var out = response.outputStream()) {
                in.transferTo(out);
            }
        } catch (IOException e) {
            if (begun) {
                // What was promised cannot be kept: the caller sees a part that ends early.
                throw new UncheckedIOException(e);
            }
            throw e;
        } finally {
            connection.disconnect();
        }
    }

    private static void text(ServerResponse response, Status status, String why) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }
}
