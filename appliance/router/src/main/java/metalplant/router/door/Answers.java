package metalplant.router.door;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.Reply;
import metalplant.router.merge.Keys;
import metalplant.router.merge.Merge;
import metalplant.router.plants.Directory;
import metalplant.router.request.Inbound;
import metalplant.router.table.Clue;
import metalplant.router.table.Entity;
import metalplant.router.table.Row;
import metalplant.wire.common.HttpErrorResponse;

/** Passes answers on: small ones at once, large ones as they come. What is cut off behind the door is cut off in front of it. */
final class Answers {
    private static final int SMALL_BYTES = 64 * 1024;

    private final Directory directory;

    Answers(Directory directory) {
        this.directory = directory;
    }

    /** One plant's answer, unchanged but for what belongs to a connection. */
    void relay(Inbound in, Reply reply, ServerResponse res) {
        try (reply) {
            var head = head(in, reply);
            res.status(Status.create(reply.status()));
            Headers.back(reply.headers().entrySet())
                    .forEach(header -> res.headers().add(HeaderNames.create(header.getKey()), header.getValue()));
            if (head.length < SMALL_BYTES) {
                learn(in, reply, head);
                res.send(head);
            } else {
                learn(in, reply, new byte[0]);
                stream(reply, head, res);
            }
        }
    }

    /** A merged list. Closed only when it is whole: a cut list must not look like one. */
    void merged(Merge merge, ServerResponse res) {
        res.status(Status.OK_200);
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        try {
            var out = new java.io.BufferedOutputStream(res.outputStream(), 32 * 1024);
            merge.write(out);
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A refusal of the door itself. */
    static void refuse(ServerResponse res, int status, String message) {
        if (!res.isSent()) {
            res.status(Status.create(status));
            res.header(HeaderValues.CONTENT_TYPE_JSON);
            res.send(HttpErrorResponse.body(status, message));
        }
    }

    private static byte[] head(Inbound in, Reply reply) {
        try {
            return reply.body().readNBytes(SMALL_BYTES);
        } catch (IOException e) {
            if (!reply.good()) {
                return new byte[0];
            }
            throw (in.out().writes() ? halfLost(in, reply) : endedEarly(reply)).because(e);
        }
    }

    /** The plant did it, or it would not have begun to say so; sending the request again would do it twice. */
    private static Problem halfLost(Inbound in, Reply reply) {
        return Problem.of(
                ProblemCode.ANSWER_LOST,
                "plant %s answered request %s with %d, but the rest of its answer got lost: look before you try again"
                        .formatted(reply.plant(), in.out().requestId(), reply.status()));
    }

    private static Problem endedEarly(Reply reply) {
        return Problem.of(ProblemCode.PLANT_UNREACHABLE, "the answer of plant %s ended early".formatted(reply.plant()));
    }

    private static void stream(Reply reply, byte[] head, ServerResponse res) {
        reply.length().ifPresent(length -> res.headers().contentLength(length));
        try {
            var out = res.outputStream();
            out.write(head);
            copy(reply.body(), out);
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(InputStream in, java.io.OutputStream out) throws IOException {
        var buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    /** What a good answer tells about where things are. */
    private void learn(Inbound in, Reply reply, byte[] document) {
        if (!reply.good()) {
            return;
        }
        switch (in.row().effect()) {
            case NOTHING -> {}
            case SHOWS -> named(in).ifPresent(n -> directory.learn(n.entity(), n.id(), reply.plant()));
            case REMOVES -> named(in).ifPresent(n -> directory.forget(n.entity(), n.id(), reply.plant()));
            case CREATES ->
                created(in.row(), document).ifPresent(n -> directory.learn(n.entity(), n.id(), reply.plant()));
        }
    }

    private record Named(Entity entity, String id) {}

    private static Optional<Named> named(Inbound in) {
        return in.clues().entrySet().stream()
                .filter(e ->
                        e.getKey().place() != Clue.Place.QUERY && e.getValue().size() == 1)
                .findFirst()
                .map(e -> new Named(e.getKey().names(), e.getValue().getFirst()));
    }

    private static Optional<Named> created(Row row, byte[] document) {
        return row.rows().flatMap(entity -> Keys.of(document, entity.key()).map(id -> new Named(entity, id)));
    }
}
