package metalplant.imagestore.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.s3.S3Access;
import metalplant.imagestore.s3.S3Place;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket of an S3 server with the layout of an image store. */
public final class S3Source implements Source, AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int SUM_MAX = 1_024;

    private final S3Place at;
    private final S3Client client;

    private S3Source(S3Place at, S3Client client) {
        this.at = at;
        this.client = client;
    }

    /** @param keys empty for a bucket that anybody may read */
    public static S3Source open(S3Place at, Optional<AwsCredentialsProvider> keys, Duration silence) {
        return new S3Source(at, S3Access.client(at, keys.orElseGet(S3Access::nobody), silence));
    }

    @Override
    public String label() {
        return at.toString();
    }

    @Override
    public Optional<Offer> find(ImageName name) throws IOException {
        var key = at.key(name.text());
        try {
            var head = client.headObject(each -> each.bucket(at.bucket()).key(key));
            return Optional.of(new Offer(
                    name,
                    key,
                    head.contentLength(),
                    Optional.empty(),
                    md5(key),
                    List.of(),
                    Optional.ofNullable(head.eTag()).orElse(""),
                    true));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw silent(e);
        } catch (SdkException e) {
            throw silent(e);
        }
    }

    private Optional<String> md5(String key) throws IOException {
        try (var in = client.getObject(get -> get.bucket(at.bucket()).key(key + ".md5"))) {
            return Md5File.read(new String(in.readNBytes(SUM_MAX), StandardCharsets.UTF_8));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public InputStream open(Offer offer, long from, long length) throws IOException {
        try {
            var part = client.getObject(get -> {
                get.bucket(at.bucket()).key(offer.at()).range("bytes=%d-%d".formatted(from, from + length - 1));
                if (!offer.version().isEmpty()) {
                    get.ifMatch(offer.version());
                }
            });
            return new java.io.FilterInputStream(part) {
                @Override
                public void close() throws IOException {
                    // Otherwise what is left of a part is read to its end.
                    part.abort();
                }
            };
        } catch (SdkException e) {
            throw silent(e);
        }
    }

    private IOException silent(SdkException e) {
        var first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IOException("%s does not answer: %s".formatted(at, first), e);
    }

    @Override
    public void close() {
        client.close();
    }
}
