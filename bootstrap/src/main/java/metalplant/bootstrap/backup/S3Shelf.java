package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.bootstrap.Folders;
import metalplant.imagestore.s3.S3Access;
import metalplant.imagestore.s3.S3Place;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of an S3 server. Backups are staged in the plant's own folder and sent in parts; the server shows one only when all parts
 * are there. Keys come from {@code DIR/secrets/backup-s3} (two lines: id and secret), or from the usual environment variables.
 */
final class S3Shelf implements Shelf {
    private static final Duration SOCKET = Duration.ofSeconds(60);
    private static final long PART = 16L << 20;
    private static final int PAGE = 1_000;

    private final S3Place at;
    private final S3Client client;
    private final Path staging;

    private S3Shelf(S3Place at, S3Client client, Path staging) {
        this.at = at;
        this.client = client;
        this.staging = staging;
    }

    static S3Shelf open(S3Place at, Folders folders) {
        var file = folders.secrets().resolve("backup-s3");
        var keys = S3Access.keys(file)
                .orElseThrow(() -> Problem.bad(
                        "an S3 server wants keys: write them into %s, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                                .formatted(file)));
        return new S3Shelf(at, S3Access.client(at, keys, SOCKET), AtomicFile.folder(folders.backups(), "rwx------"));
    }

    @Override
    public String place() {
        return at.toString();
    }

    @Override
    public List<Entry> list() {
        return asking(() -> {
            var entries = new ArrayList<Entry>();
            var pages = client.listObjectsV2Paginator(list ->
                    list.bucket(at.bucket()).prefix(at.key("metal-plant-")).maxKeys(PAGE));
            for (var page : pages) {
                page.contents().forEach(object -> entry(object).ifPresent(entries::add));
            }
            entries.sort(java.util.Comparator.comparing(Entry::name));
            return List.copyOf(entries.subList(Math.max(0, entries.size() - ENTRIES_MAX), entries.size()));
        });
    }

    private Optional<Entry> entry(S3Object object) {
        var name = object.key().substring(at.key("").length());
        return NAME.matcher(name).matches() ? Optional.of(new Entry(name, object.size())) : Optional.empty();
    }

    @Override
    public Path draft(String name) {
        return staging.resolve("." + name + ".sending");
    }

    @Override
    public void keep(String name, Path draft) {
        asking(() -> {
            long size = size(draft);
            if (size <= PART) {
                client.putObject(put -> put.bucket(at.bucket()).key(at.key(name)), RequestBody.fromFile(draft));
            } else {
                inParts(at.key(name), draft, size);
            }
            return true;
        });
    }

    private void inParts(String key, Path file, long size) {
        var upload = client.createMultipartUpload(
                        create -> create.bucket(at.bucket()).key(key))
                .uploadId();
        try {
            var parts = new ArrayList<CompletedPart>();
            for (long from = 0; from < size; from += PART) {
                int number = parts.size() + 1;
                long length = Math.min(PART, size - from);
                var body = part(file, from, length);
                var sent = client.uploadPart(
                        each -> each.bucket(at.bucket())
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number),
                        body);
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(sent.eTag())
                        .build());
            }
            client.completeMultipartUpload(complete ->
                    complete.bucket(at.bucket()).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (SdkException e) {
            client.abortMultipartUpload(
                    abort -> abort.bucket(at.bucket()).key(key).uploadId(upload));
            throw e;
        }
    }

    private static RequestBody part(Path file, long from, long length) {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            return RequestBody.fromBytes(in.readNBytes((int) length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] head(String name, int max) {
        return asking(() -> {
            try (InputStream in = client.getObject(
                    get -> get.bucket(at.bucket()).key(at.key(name)).range("bytes=0-" + (max - 1)))) {
                return in.readNBytes(max);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Path fetch(String name, Path folder) {
        return asking(() -> {
            var file = folder.resolve(name);
            client.getObject(get -> get.bucket(at.bucket()).key(at.key(name)), file);
            return file;
        });
    }

    @Override
    public void remove(String name) {
        asking(() -> client.deleteObject(delete -> delete.bucket(at.bucket()).key(at.key(name))));
    }

    @Override
    public void clear() {
        try (var files = Files.list(staging)) {
            for (var file : files.toList()) {
                if (Objects.requireNonNull(file.getFileName()).toString().matches("\\.metal-plant-.*\\.sending")) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T asking(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException | UncheckedIOException e) {
            throw Problem.of(
                            ProblemCode.FEATURE_DISABLED,
                            "%s cannot be used: %s"
                                    .formatted(
                                            at,
                                            String.valueOf(e.getMessage())
                                                    .lines()
                                                    .findFirst()
                                                    .orElse("")))
                    .because(e);
        }
    }
}
