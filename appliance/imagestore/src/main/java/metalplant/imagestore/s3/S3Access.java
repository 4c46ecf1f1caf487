package metalplant.imagestore.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Clients for S3 servers, links into them, and the keys for both. */
public final class S3Access {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private S3Access() {}

    /**
     * Keys from a file, or from the usual environment variables.
     *
     * @param file two lines: the id of the access key, and its secret; may be missing
     * @return empty if there are none
     */
    public static Optional<AwsCredentialsProvider> keys(Path file) {
        if (Files.exists(file)) {
            var lines = AtomicFile.read(file).lines().map(String::strip).toList();
            if (lines.size() != 2) {
                throw Problem.bad("%s has two lines: the id of the access key, and its secret".formatted(file));
            }
            return Optional.of(given(lines.get(0), lines.get(1)));
        }
        var id = System.getenv("AWS_ACCESS_KEY_ID");
        var secret = System.getenv("AWS_SECRET_ACCESS_KEY");
        return id == null || secret == null ? Optional.empty() : Optional.of(given(id, secret));
    }

    private static AwsCredentialsProvider given(String id, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
    }

    /** For a bucket that anybody may read. */
    public static AwsCredentialsProvider nobody() {
        return AnonymousCredentialsProvider.create();
    }

    /** @param silence without a byte before a read fails */
    public static S3Client client(S3Place at, AwsCredentialsProvider keys, Duration silence) {
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(silence))
                .region(Region.of(at.region()))
                .credentialsProvider(keys)
                .forcePathStyle(at.pathStyle())
                // Older servers do not know the newer sums; what comes is checked by other sums anyway.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        at.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** For links that open an object to whoever has them; asks no server. */
    public static S3Presigner signer(S3Place at, AwsCredentialsProvider keys) {
        var builder = S3Presigner.builder()
                .region(Region.of(at.region()))
                .credentialsProvider(keys)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(at.pathStyle())
                        .build());
        at.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
