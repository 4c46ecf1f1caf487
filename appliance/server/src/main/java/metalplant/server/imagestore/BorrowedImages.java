package metalplant.server.imagestore;

import static java.lang.System.Logger.Level.DEBUG;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.source.OfferText;
import metalplant.model.Problem;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.server.http.SignedRequests;
import metalplant.server.peer.PassedOn;

/**
 * Images of members, for the plant's own store: it asks here, on the plant's own door with the view key, and this asks the members one after
 * the other with the plant's certificate. So whom the plant trusts, and who it is, stays in this process. Nothing is kept; an answer
 * is passed on as it comes.
 */
public final class BorrowedImages {
    /** Below the base path of the API. */
    public static final String PATH = "/v1/plant/member-images/";

    private static final System.Logger LOG = System.getLogger(BorrowedImages.class.getName());
    private static final List<HeaderName> PASSED =
            List.of(HeaderNames.CONTENT_LENGTH, HeaderNames.CONTENT_RANGE, HeaderNames.CONTENT_TYPE);
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
        if (!SignedRequests.may(auth, request, Role.VIEW)) {
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

    private void passOn(String path, ImageName name, ServerRequest request, ServerResponse response) {
        int silent = 0;
        for (var plant : plants.get()) {
            if (!(plant.link() instanceof PlantLink.Peer)) {
                continue;
            }
            HttpURLConnection connection;
            try {
                connection = ask(plant, path, request);
                if (isGood(connection.getResponseCode())) {
                    PassedOn.answer(connection, response, PASSED);
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

    private static HttpURLConnection ask(Plant plant, String path, ServerRequest request) throws IOException {
        var connection = PassedOn.open(plant, LentImages.PATH + path, CONNECT_MILLIS, SILENCE_MILLIS);
        for (var header : List.of(HeaderNames.RANGE, HeaderNames.IF_MATCH)) {
            request.headers()
                    .first(header)
                    .ifPresent(value -> connection.setRequestProperty(header.defaultCase(), value));
        }
        return connection;
    }

    private static void text(ServerResponse response, Status status, String why) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }
}
