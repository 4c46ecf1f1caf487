package metalplant.bmc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** Looks at what the other end holds, without our code. */
final class Redfish {
    private Redfish() {}

    static JsonNode get(int port, String path) {
        try (var stream = URI.create("http://127.0.0.1:%d%s".formatted(port, path))
                .toURL()
                .openStream()) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
