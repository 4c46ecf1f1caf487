package metalplant.server.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import metalplant.core.firmware.FirmwareStore;
import metalplant.imagestore.s3.S3Access;
import metalplant.imagestore.s3.S3Place;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket of an S3 server. What comes is sent on in parts, so that no more than one of them is in memory, and the server shows it only
 * when all are there.
 */
public final class S3FirmwareStore implements FirmwareStore {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** An S3 server wants 5 MiB at least, and takes 10,000 of them. */
    private static final int PART_BYTES = 8 << 20;

    private static final int UPLOADS_AT_A_TIME = 2;
    private static final int NOT_FOUND = 404;

    private final S3Place at;
    private final S3Client client;
    private final S3Presigner signer;
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_A_TIME);

    private S3FirmwareStore(S3Place at, S3Client client, S3Presigner signer) {
        this.at = at;
        this.client = client;
        this.signer = signer;
    }

    public static S3FirmwareStore open(S3Place at, AwsCredentialsProvider keys) {
        return new S3FirmwareStore(at, S3Access.client(at, keys, SILENCE), S3Access.signer(at, keys));
    }

    @Override
    public List<Firmware> list(Optional<FirmwareKind> kind) {
        var prefix = at.key(kind.map(each -> each.wire() + "/").orElse(""));
        int skipped = at.key("").length();
        return asking(() ->
                client.listObjectsV2Paginator(list -> list.bucket(at.bucket()).prefix(prefix)).contents().stream()
                        .limit(LISTED_MAX)
                        .flatMap(object -> Firmware.ofKey(object.key().substring(skipped)).stream())
                        .toList());
    }

    @Override
    public boolean has(Firmware firmware) {
        return asking(() -> {
            try {
                client.headObject(head -> head.bucket(at.bucket()).key(key(firmware)));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public void put(Firmware firmware, InputStream content) {
        if (!uploads.tryAcquire()) {
            throw Problem.of(
                    ProblemCode.TOO_BUSY, "%d uploads of firmware are under way already".formatted(UPLOADS_AT_A_TIME));
        }
        try {
            var first = next(content);
            if (first.length < PART_BYTES) {
                asking(() -> client.putObject(
                        put -> put.bucket(at.bucket()).key(key(firmware)), RequestBody.fromBytes(first)));
            } else {
                inParts(key(firmware), first, content);
            }
        } finally {
            uploads.release();
        }
    }

    private void inParts(String key, byte[] first, InputStream content) {
        var upload = asking(() -> client.createMultipartUpload(
                        create -> create.bucket(at.bucket()).key(key))
                .uploadId());
        boolean whole = false;
        try {
            var parts = new ArrayList<CompletedPart>();
            for (var bytes = first; bytes.length > 0; bytes = bytes.length < PART_BYTES ? new byte[0] : next(content)) {
                parts.add(part(key, upload, parts.size() + 1, bytes));
            }
            asking(() -> client.completeMultipartUpload(complete ->
                    complete.bucket(at.bucket()).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts))));
            whole = true;
        } finally {
            if (!whole) {
                abort(key, upload);
            }
        }
    }

    private CompletedPart part(String key, String upload, int number, byte[] bytes) {
        var sent = asking(() -> client.uploadPart(
                each -> each.bucket(at.bucket()).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes)));
        return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
    }

    /** What was sent so far would lie there for ever, unseen. */
    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(at.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            System.getLogger(S3FirmwareStore.class.getName())
                    .log(System.Logger.Level.WARNING, "parts of an upload stay at " + at + "/" + key, e);
        }
    }

    private static byte[] next(InputStream content) {
        try {
            return content.readNBytes(PART_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(Firmware firmware) {
        asking(() -> client.deleteObject(delete -> delete.bucket(at.bucket()).key(key(firmware))));
    }

    @Override
    public URI link(Firmware firmware, Duration life) {
        var signed = signer.presignGetObject(each -> each.signatureDuration(life)
                .getObjectRequest(get -> get.bucket(at.bucket()).key(key(firmware))));
        try {
            return signed.url().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a signed link is an address", e);
        }
    }

    private String key(Firmware firmware) {
        return at.key(firmware.key());
    }

    private <T> T asking(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException e) {
            throw FirmwareStore.unavailable("the firmware store " + at, e);
        }
    }

    @Override
    public void close() {
        signer.close();
        client.close();
    }
}
