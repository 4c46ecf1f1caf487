package metalplant.server.trace;

import java.net.URI;

/**
 * Who is told of requests.
 *
 * @param endpoint of a collector that takes OTLP over HTTP, with its path
 * @param percent of the requests that nobody traces already; 1 to 100
 */
public record TraceConfig(URI endpoint, int percent) {
    private static final int ALL = 100;

    public TraceConfig {
        if (!String.valueOf(endpoint.getScheme()).matches("https?") || endpoint.getHost() == null) {
            throw new IllegalArgumentException("traces go to an address as http://127.0.0.1:4318/v1/traces");
        }
        if (percent < 1 || percent > ALL) {
            throw new IllegalArgumentException("of requests 1 to 100 percent are traced");
        }
    }

    /** As a part of one. */
    double share() {
        return percent / (double) ALL;
    }
}
