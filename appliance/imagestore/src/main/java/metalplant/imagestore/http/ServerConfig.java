package metalplant.imagestore.http;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how images are served.
 *
 * @param http plain, for machines; port 0 is any free one
 * @param tls the same over TLS, if wanted
 * @param connectionsMax at a time; one more is closed at once
 * @param silence how long a connection may go without a byte
 */
public record ServerConfig(InetSocketAddress http, Optional<Tls> tls, int connectionsMax, Duration silence) {
    public static final int CONNECTIONS_MAX = 2_000;
    public static final Duration SILENCE = Duration.ofSeconds(60);

    /**
     * The second listener.
     *
     * @param certificate PEM, the leaf first
     * @param key PKCS#8, PEM
     */
    public record Tls(InetSocketAddress address, Path certificate, Path key) {}
}
