package metalplant.router.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plant answered. The body is read by whoever has it; closing gives back the place at the plant.
 *
 * @param length of the body, if the plant said so
 */
public record Reply(
        String plant,
        int status,
        Map<String, List<String>> headers,
        Optional<Long> length,
        InputStream body,
        Runnable release)
        implements AutoCloseable {

    public boolean good() {
        return status >= 200 && status < 300;
    }

    /** Whether the plant says that it does not have what was asked for. */
    public boolean missing() {
        return status == 404;
    }

    /** Whether the plant said nothing about what was asked for. */
    public boolean failed() {
        return status >= 500;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException _) {
            // Nobody wants the rest.
        } finally {
            release.run();
        }
    }
}
