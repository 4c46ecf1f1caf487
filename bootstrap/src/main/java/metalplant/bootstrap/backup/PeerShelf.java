package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.StatusDocument;
import metalplant.cli.api.HmacSigner;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Another plant of the federation. Backups are staged in the plant's own folder and go through the plant's own API, which has the keys to
 * its members; so the plant has to run. The other plant keeps bytes: they are sealed to the recovery words of this one.
 */
final class PeerShelf implements Shelf {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern LINE = Pattern.compile("([0-9]{1,15}) (\\S{1,200})");
    private static final String ROOM = "Metal-Plant-Room";
    private static final Duration ANSWER = Duration.ofSeconds(90);
    /** A large one through a slow line. */
    private static final Duration TRANSFER = Duration.ofHours(4);

    private static final int LIST_MAX = 1 << 20;
    private static final int REASON_MAX = 500;

    private final String label;
    private final URI place;
    private final HmacSigner signer;
    private final Path staging;
    private final World world;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PeerShelf(String label, URI place, HmacSigner signer, Path staging, World world) {
        this.label = label;
        this.place = place;
        this.signer = signer;
        this.staging = staging;
        this.world = world;
    }

    static PeerShelf open(String label, Folders folders, World world) {
        if (!LABEL.matcher(label).matches()) {
            throw Problem.bad("\"peer:%s\" names no plant; it is peer:LABEL, as plantctl federation status shows it"
                    .formatted(label));
        }
        var api = StatusDocument.read(folders.status())
                .map(status -> status.text("api.url"))
                .filter(url -> !url.isEmpty())
                .orElseThrow(() ->
                        Problem.bad("backups go to another plant through this one, and the plant in %s does not run"
                                .formatted(folders.data())));
        return at(
                URI.create(api.endsWith("/") ? api : api + "/"),
                label,
                new HmacSigner(
                        "Metal-Admin", new Secrets(folders.secrets()).hmac().admin()),
                folders,
                world);
    }

    /** @param api of this plant, with its base path and a slash at its end */
    static PeerShelf at(URI api, String label, HmacSigner signer, Folders folders, World world) {
        return new PeerShelf(
                label,
                api.resolve("v1/plant/member-backups/" + label),
                signer,
                AtomicFile.folder(folders.backups(), "rwx------"),
                world);
    }

    @Override
    public String place() {
        return "peer:" + label;
    }

    @Override
    public List<Entry> list() {
        var answer = ask(request("GET", "", BodyPublishers.noBody()).timeout(ANSWER));
        return new String(read(answer, LIST_MAX), StandardCharsets.UTF_8)
                .lines()
                .flatMap(PeerShelf::entry)
                .sorted(Comparator.comparing(Entry::name))
                .limit(ENTRIES_MAX)
                .toList();
    }

    /** What another plant says is looked at before it is believed. */
    private static Stream<Entry> entry(String line) {
        var form = LINE.matcher(line);
        return form.matches() && NAME.matcher(form.group(2)).matches()
                ? Stream.of(new Entry(form.group(2), Long.parseLong(form.group(1))))
                : Stream.empty();
    }

    @Override
    public Path draft(String name) {
        return staging.resolve("." + name + ".sending");
    }

    @Override
    public void keep(String name, Path draft) {
        try {
            refuseWithoutRoom(Files.size(draft));
            drop(ask(request("PUT", name, BodyPublishers.ofFile(draft)).timeout(TRANSFER)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before gigabytes go through the line. */
    private void refuseWithoutRoom(long size) throws IOException {
        var answer = ask(request("GET", "", BodyPublishers.noBody()).timeout(ANSWER));
        long room = answer.headers().firstValueAsLong(ROOM).orElse(0);
        drop(answer);
        if (size > room) {
            throw Problem.refused(
                    "%s has no room for a backup of %d KiB: it keeps %d KiB more for this plant. Keep fewer (backup.keep-count, backup.keep-days), or let it keep more (federation.kept-backups-mib there)"
                            .formatted(label, size >> 10, room >> 10));
        }
    }

    @Override
    public byte[] head(String name, int max) {
        var answer = ask(request("GET", name, BodyPublishers.noBody())
                .header("Range", "bytes=0-" + (max - 1))
                .timeout(ANSWER));
        return read(answer, max);
    }

    @Override
    public Path fetch(String name, Path folder) {
        var file = folder.resolve(name);
        var answer = ask(request("GET", name, BodyPublishers.noBody()).timeout(TRANSFER));
        try (var in = answer.body()) {
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void remove(String name) {
        drop(ask(request("DELETE", name, BodyPublishers.noBody()).timeout(ANSWER)));
    }

    @Override
    public void clear() {
        try (var files = Files.list(staging)) {
            for (var file : files.toList()) {
                if (Optional.ofNullable(file.getFileName())
                        .filter(name -> name.toString().matches("\\.metal-plant-.*\\.sending"))
                        .isPresent()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String method, String name, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(name.isEmpty() ? place : URI.create(place + "/" + name))
                .method(method, body);
        signer.headers(method, world.now(), world.random("hmac-salt")).forEach(request::header);
        return request;
    }

    /** @throws Problem FEATURE_DISABLED if the other plant, or the way to it, says no */
    private HttpResponse<InputStream> ask(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() / 100 == 2) {
                return answer;
            }
            throw cannot(new String(read(answer, REASON_MAX), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken(e);
        }
    }

    private byte[] read(HttpResponse<InputStream> answer, int max) {
        try (var in = answer.body()) {
            return in.readNBytes(max);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void drop(HttpResponse<InputStream> answer) {
        read(answer, LIST_MAX);
    }

    private Problem broken(Exception e) {
        return cannot(String.valueOf(e.getMessage())).because(e);
    }

    private Problem cannot(String why) {
        return Problem.of(ProblemCode.FEATURE_DISABLED, "%s cannot be used: %s".formatted(place(), why));
    }
}
