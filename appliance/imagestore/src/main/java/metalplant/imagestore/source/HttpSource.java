package metalplant.imagestore.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import metalplant.imagestore.ImageName;

/** An image store anywhere that speaks HTTP: the name is a path below its address, and {@code NAME.md5} lies beside it. */
public final class HttpSource implements Source {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int SUM_MAX = 1_024;

    private final String label;
    private final Function<ImageName, URI> addresses;
    private final Duration silence;
    private final Signer signer;
    private final boolean offers;

    /** Headers that a request needs to be let in. */
    @FunctionalInterface
    public interface Signer {
        Map<String, String> headers(String method);
    }

    private HttpSource(
            String label, Function<ImageName, URI> addresses, Duration silence, Signer signer, boolean offers) {
        this.label = label;
        this.addresses = addresses;
        this.silence = silence;
        this.signer = signer;
        this.offers = offers;
    }

    /**
     * A server of files.
     *
     * @param silence without a byte before a read fails
     */
    public HttpSource(String label, Function<ImageName, URI> addresses, Duration silence) {
        this(label, addresses, silence, _ -> Map.of(), false);
    }

    /** A store like this one, which also knows the sums of chunks. */
    public static HttpSource store(String label, Function<ImageName, URI> addresses, Duration silence, Signer signer) {
        return new HttpSource(label, addresses, silence, signer, true);
    }

    /** Names below an address. */
    public static HttpSource below(URI base, Duration silence) {
        var text = base.toString().replaceAll("/+$", "");
        return new HttpSource(text, name -> URI.create(text + "/" + name.text()), silence);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Optional<Offer> find(ImageName name) throws IOException {
        var at = addresses.apply(name);
        if (offers) {
            return ofStore(name, at);
        }
        var head = connect(at, "HEAD");
        try {
            int status = head.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
                return Optional.empty();
            }
            if (status != HttpURLConnection.HTTP_OK || head.getContentLengthLong() <= 0) {
                throw new IOException("%s answers %d, or gives no length".formatted(at, status));
            }
            var version = Optional.ofNullable(head.getHeaderField("ETag"))
                    .or(() -> Optional.ofNullable(head.getHeaderField("Last-Modified")))
                    .orElse("");
            return Optional.of(new Offer(
                    name,
                    at.toString(),
                    head.getContentLengthLong(),
                    Optional.empty(),
                    md5(at),
                    List.of(),
                    version,
                    "bytes".equals(head.getHeaderField("Accept-Ranges"))));
        } finally {
            head.disconnect();
        }
    }

    private Optional<Offer> ofStore(ImageName name, URI at) throws IOException {
        var connection = connect(URI.create(at + OfferText.END), "GET");
        try {
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("%s answers %d".formatted(at, status));
            }
            try (var in = connection.getInputStream()) {
                return Optional.of(OfferText.read(name, at, in.readNBytes(OfferText.BYTES_MAX)));
            }
        } finally {
            connection.disconnect();
        }
    }

    private Optional<String> md5(URI at) throws IOException {
        var connection = connect(URI.create(at + ".md5"), "GET");
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (var in = connection.getInputStream()) {
                return Md5File.read(new String(in.readNBytes(SUM_MAX), StandardCharsets.UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public InputStream open(Offer offer, long from, long length) throws IOException {
        var connection = connect(URI.create(offer.at()), "GET");
        if (offer.ranges()) {
            connection.setRequestProperty("Range", "bytes=%d-%d".formatted(from, from + length - 1));
            if (offer.version().startsWith("\"")) {
                connection.setRequestProperty("If-Match", offer.version());
            }
        }
        int wanted = offer.ranges() ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK;
        int status = connection.getResponseCode();
        var range = "bytes %d-%d/%d".formatted(from, from + length - 1, offer.size());
        if (status != wanted
                || (offer.ranges() && !range.equals(connection.getHeaderField("Content-Range")))
                || (!offer.ranges() && connection.getContentLengthLong() != offer.size())) {
            connection.disconnect();
            throw new IOException("%s answers %d, or another part or file than before".formatted(offer.at(), status));
        }
        return new Ending(connection.getInputStream(), connection, length);
    }

    private HttpURLConnection connect(URI at, String method) throws IOException {
        if (!(at.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new IOException("images come from http and https addresses, not from " + at);
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
        connection.setRequestProperty("Accept-Encoding", "identity");
        signer.headers(method).forEach(connection::setRequestProperty);
        return connection;
    }

    /** Closing such a stream early reads what is left of it; ending the connection does not. A whole part leaves it to the next one. */
    private static final class Ending extends java.io.FilterInputStream {
        private final HttpURLConnection connection;
        private long left;

        Ending(InputStream in, HttpURLConnection connection, long length) {
            super(Objects.requireNonNull(in));
            this.connection = connection;
            this.left = length;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            if (left == 0) {
                super.close();
            } else {
                connection.disconnect();
            }
        }
    }
}
