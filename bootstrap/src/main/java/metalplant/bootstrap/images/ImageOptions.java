package metalplant.bootstrap.images;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.keep.KeepConfig;
import metalplant.imagestore.s3.S3Place;
import metalplant.imagestore.source.FetchConfig;
import metalplant.model.Problem;

/**
 * What an operator chose about images.
 *
 * @param origin an image store elsewhere: {@code http://}, {@code https://} or {@code s3://}; empty for none
 * @param maxGib all together
 * @param imageMaxGib one image
 * @param reserveGib stay free on the disk
 * @param rateMib MiB a second that are fetched, 0 for as many as come
 * @param tlsPort where images are served over TLS too, 0 for nowhere
 */
public record ImageOptions(
        Optional<String> origin,
        int maxGib,
        int imageMaxGib,
        int reserveGib,
        int keepMin,
        int keepMax,
        Duration grace,
        int rateMib,
        int streams,
        int tlsPort) {
    public static final String FORM =
            "an image store as https://HOST/PATH or s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME";

    public static final ImageOptions DEFAULT =
            new ImageOptions(Optional.empty(), 200, 32, 1, 3, 10, Duration.ofDays(7), 0, 6, 0);

    public ImageOptions {
        // Each of them looks at its own values.
        limits(maxGib, imageMaxGib, reserveGib);
        new KeepConfig(keepMin, keepMax, grace);
        fetch(streams);
        if (tlsPort > 65_535) {
            throw new IllegalArgumentException("a port is at most 65535");
        }
    }

    /** Reads an origin. */
    public static Optional<Optional<String>> origin(String text) {
        try {
            boolean good = text.startsWith("s3:")
                    ? !S3Place.parse(text).bucket().isEmpty()
                    : text.matches("https?://.+") && URI.create(text).getHost() != null;
            return good ? Optional.of(Optional.of(text)) : Optional.empty();
        } catch (IllegalArgumentException | Problem _) {
            return Optional.empty();
        }
    }

    private static StoreLimits limits(long maxGib, long imageMaxGib, long reserveGib) {
        return new StoreLimits(maxGib << 30, imageMaxGib << 30, reserveGib << 30);
    }

    public StoreLimits limits() {
        return limits(maxGib, imageMaxGib, reserveGib);
    }

    KeepConfig keep() {
        return new KeepConfig(keepMin, keepMax, grace);
    }

    private static FetchConfig fetch(int streams) {
        var otherwise = FetchConfig.DEFAULT;
        return new FetchConfig(streams, otherwise.patience(), otherwise.pauseFirst(), otherwise.pauseLast());
    }

    FetchConfig fetch() {
        return fetch(streams);
    }

    long bytesPerSecond() {
        return (long) rateMib << 20;
    }
}
