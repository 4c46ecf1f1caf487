package metalplant.server.peer;

import io.helidon.http.HeaderName;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;

/**
 * Requests of this plant's own services to other members, made with the plant's certificate, and their answers passed on as they come. So
 * whom the plant trusts, and who it is, stays in this process.
 */
public final class PassedOn {
    private PassedOn() {}

    /**
     * Prepares a request; nothing is sent yet.
     *
     * @param path on the door of the member
     * @param silenceMillis without a byte after which the answer is given up
     */
    public static HttpURLConnection open(Plant plant, String path, int connectMillis, int silenceMillis)
            throws IOException {
        var door = URI.create(
                "%s://%s%s".formatted(plant.base().getScheme(), plant.base().getRawAuthority(), path));
        var connection = (HttpURLConnection) door.toURL().openConnection();
        if (connection instanceof HttpsURLConnection secured && plant.link() instanceof PlantLink.Peer(var tls)) {
            secured.setSSLSocketFactory(tls.getSocketFactory());
            // Its certificate is that of this plant and no other; whatever address it is reached at has no say in that.
            secured.setHostnameVerifier((_, _) -> true);
        }
        connection.setConnectTimeout(connectMillis);
        connection.setReadTimeout(silenceMillis);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    /**
     * Sends on the answer, with these of its headers, and ends the connection.
     *
     * @throws IOException before anything was begun that the caller could have seen
     * @throws UncheckedIOException behind that: what was promised cannot be kept, and the caller sees a part that ends early
     */
    public static void answer(HttpURLConnection connection, ServerResponse response, List<HeaderName> headers)
            throws IOException {
        boolean begun = false;
        try (InputStream in = connection.getInputStream()) {
            response.status(Status.create(connection.getResponseCode()));
            for (var header : headers) {
                Optional.ofNullable(connection.getHeaderField(header.defaultCase()))
                        .ifPresent(value -> response.header(header, value));
            }
            begun = true;
            try (var out = response.outputStream()) {
                in.transferTo(out);
            }
        } catch (IOException e) {
            if (begun) {
                throw new UncheckedIOException(e);
            }
            throw e;
        } finally {
            connection.disconnect();
        }
    }
}
