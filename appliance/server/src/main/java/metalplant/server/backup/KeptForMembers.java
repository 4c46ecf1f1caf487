package metalplant.server.backup;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import metalplant.federation.value.PlantId;
import metalplant.imagestore.http.ByteRange;
import metalplant.imagestore.source.Rate;
import metalplant.mesh.link.MeshListener;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.peer.Peers;

/**
 * Backups that members send here, on the door that only pinned plants get through. {@code GET /federation/backups} lists the caller's own,
 * a line {@code SIZE NAME} for each, with the room that is left in a header; {@code /federation/backups/NAME} takes {@code GET}, {@code
 * PUT} with a length and {@code DELETE}. Nobody sees another plant's.
 */
public final class KeptForMembers implements HttpService {
    /** Where they are, on the door of every member. */
    public static final String PATH = "/federation/backups";

    /** Bytes that the caller may still send. */
    public static final HeaderName ROOM = HeaderNames.create("Metal-Plant-Room");

    static final Status FULL = Status.create(507, "Insufficient Storage");

    private static final System.Logger LOG = System.getLogger(KeptForMembers.class.getName());

    private static final int BUFFER = 64 << 10;

    private final BackupLocker locker;
    private final Peers peers;
    private final Rate rate;

    /** @param peers asked at each request, so that a plant that is thrown out gets nothing more */
    public KeptForMembers(BackupLocker locker, Peers peers, Rate rate) {
        this.locker = locker;
        this.peers = peers;
        this.rate = rate;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH, (request, response) -> answer(request, response, this::list))
                .get(PATH + "/{name}", (request, response) -> answer(request, response, this::content))
                .put(PATH + "/{name}", (request, response) -> answer(request, response, this::take))
                .delete(PATH + "/{name}", (request, response) -> answer(request, response, this::remove));
    }

    @FunctionalInterface
    private interface Work {
        void of(PlantId plant, ServerRequest request, ServerResponse response) throws IOException;
    }

    private void answer(ServerRequest request, ServerResponse response, Work work) {
        var plant = MeshListener.peer(request);
        if (peers.of(plant).isEmpty()) {
            refuse(response, Status.FORBIDDEN_403, "backups are kept for members of the federation");
            return;
        }
        try {
            work.of(plant, request, response);
        } catch (Problem e) {
            refuse(response, status(e.code()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.log(WARNING, "backup of a member broke off plant={0} reason={1}", plant, e.getMessage());
            throw new UncheckedIOException(e);
        }
    }

    private static Status status(ProblemCode code) {
        return switch (code) {
            case IMAGE_STORE_FULL -> FULL;
            case TOO_BUSY -> Status.SERVICE_UNAVAILABLE_503;
            default -> Status.BAD_REQUEST_400;
        };
    }

    private void list(PlantId plant, ServerRequest request, ServerResponse response) {
        var lines = locker.of(plant).stream()
                .map(entry -> "%d %s%n".formatted(entry.size(), entry.name()))
                .collect(Collectors.joining());
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .header(ROOM, Long.toString(locker.room(plant)))
                .send(lines);
    }

    private void content(PlantId plant, ServerRequest request, ServerResponse response) throws IOException {
        var found = locker.find(plant, name(request));
        if (found.isEmpty()) {
            refuse(response, Status.NOT_FOUND_404, "this backup is not here");
            return;
        }
        long size = Files.size(found.get());
        // The beginning is all that a list of backups reads; nothing else asks for a part.
        long length = request.headers()
                .first(HeaderNames.RANGE)
                .map(text -> ByteRange.read(text, size))
                .map(range -> range instanceof ByteRange.Part part && part.from() == 0 ? part.length() : size)
                .orElse(size);
        try (var in = paced(Files.newInputStream(found.get()))) {
            response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length))
                    .header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
            if (length < size) {
                response.status(Status.PARTIAL_CONTENT_206)
                        .header(HeaderNames.CONTENT_RANGE, "bytes 0-%d/%d".formatted(length - 1, size));
            }
            try (var out = response.outputStream()) {
                copy(in, out, length);
            }
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file became shorter");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private void take(PlantId plant, ServerRequest request, ServerResponse response) throws IOException {
        long length = request.headers().contentLength().orElse(-1);
        if (length <= 0) {
            refuse(response, Status.LENGTH_REQUIRED_411, "a backup says first how long it is");
            return;
        }
        var name = name(request);
        locker.keep(plant, name, length, () -> paced(request.content().inputStream()));
        LOG.log(INFO, "backup kept for plant={0} name={1} bytes={2}", plant, name, String.valueOf(length));
        response.status(Status.NO_CONTENT_204).send();
    }

    private void remove(PlantId plant, ServerRequest request, ServerResponse response) {
        locker.remove(plant, name(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    private static String name(ServerRequest request) {
        return request.path().pathParameters().get("name");
    }

    /** Not faster than all that members lend each other together. */
    private InputStream paced(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int read = super.read(buffer, from, length);
                try {
                    rate.take(Math.max(read, 0));
                    return read;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("the plant is stopping", e);
                }
            }
        };
    }

    /** What is left of a body is not read. */
    private static void refuse(ServerResponse response, Status status, String why) {
        response.status(status)
                .header(HeaderValues.CONNECTION_CLOSE)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }
}
