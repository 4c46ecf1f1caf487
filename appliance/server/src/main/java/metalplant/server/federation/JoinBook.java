package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.wire.WireJson;

/**
 * The joins of this plant, in a file beside its keys and not in the database: a restored database must not go on with a join of
 * yesterday. Each change is on the disk before it counts.
 */
final class JoinBook {
    /** Joins that are kept; those that ended longest ago go first. */
    private static final int KEPT_MAX = 16;

    private static final System.Logger LOG = System.getLogger(JoinBook.class.getName());

    private record Content(List<Join> joins) {}

    private final Path file;
    private List<Join> joins;

    JoinBook(Path file) {
        this.file = file;
        this.joins = read(file);
    }

    /** The book in the folder of keys. */
    static JoinBook in(Path folder) {
        return new JoinBook(folder.resolve("joins.json"));
    }

    /** A damaged book is no reason not to start: what was signed stands in the ledger. */
    private static List<Join> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.copyOf(
                    WireJson.mapper().readValue(file.toFile(), Content.class).joins());
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "book of joins cannot be read, begins again file={0}: {1}", file, e.getMessage());
            return List.of();
        }
    }

    synchronized List<Join> all() {
        return joins;
    }

    Optional<Join> find(UUID id) {
        return all().stream().filter(join -> join.id().equals(id)).findFirst();
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    Join get(UUID id) {
        return find(id).orElseThrow(() -> Problem.notFound("join", id.toString()));
    }

    /** Joins that have not ended. */
    List<Join> running() {
        return all().stream().filter(Join::isRunning).toList();
    }

    synchronized void add(Join join) {
        var next = new ArrayList<Join>();
        next.add(join);
        next.addAll(joins);
        next.sort(
                Comparator.comparing(Join::isRunning).reversed().thenComparing(Join::begun, Comparator.reverseOrder()));
        write(next.subList(0, Math.min(KEPT_MAX, next.size())));
    }

    /** Changes a join if it is still there; answers it as it is now. */
    synchronized Optional<Join> change(UUID id, UnaryOperator<Join> change) {
        var next = new ArrayList<>(joins);
        next.replaceAll(join -> join.id().equals(id) ? change.apply(join) : join);
        if (!next.equals(joins)) {
            write(next);
        }
        return find(id);
    }

    private void write(List<Join> next) {
        try {
            AtomicFile.write(file, WireJson.mapper().writeValueAsBytes(new Content(next)), AtomicFile.SECRET);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a join can be written", e);
        }
        joins = List.copyOf(next);
    }
}
