package metalplant.ratis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.ratis.trust.PeerNames;

/**
 * The carrier's directory. A peer id is drawn on this disk, written here, and lost with it: a voter that forgot its log has
 * forgotten its id, and cannot come back under it. Backups leave this directory out.
 *
 * <pre>
 * peers/ID               ids drawn here; holds the lineages in which it is used, a line each
 * LINEAGE/peer           under which id this plant votes in this lineage
 * LINEAGE/founded        this plant began the group, and others may be in it by now
 * LINEAGE/raft/          of Ratis
 * LINEAGE/entries        what is applied; made again at each start
 * LINEAGE/closed         this plant votes here no more, for good
 * LINEAGE/put-out        the group let this one go; gone again once it is taken in
 * </pre>
 */
final class PeerHome {
    private static final String CLOSED = "closed";
    private static final String FOUNDED = "founded";
    private static final String PUT_OUT = "put-out";

    private final Path root;

    PeerHome(Path root) {
        this.root = root;
    }

    /** Remembers an id that was just drawn. */
    void born(String peer) {
        write(root.resolve("peers").resolve(peer), "");
    }

    /** The lineages in which this id is used; empty if it was not drawn on this disk. */
    private Optional<List<String>> uses(String peer) {
        return PeerNames.plant(peer)
                .flatMap(_ -> read(root.resolve("peers").resolve(peer)))
                .map(text -> text.lines().toList());
    }

    /** Whether it was drawn here and never voted. */
    boolean isUnused(String peer) {
        return uses(peer).filter(List::isEmpty).isPresent();
    }

    /** An id that was drawn here and waits for its use. */
    Optional<String> unused() {
        var directory = root.resolve("peers");
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(this::isUnused)
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /** The id under which this plant votes in this lineage. */
    Optional<String> peer(Hash lineage) {
        return read(directory(lineage).resolve("peer"));
    }

    /**
     * Takes an id for a lineage, for good. Another lineage is another group with votes of its own, so an id may serve in several; in
     * none twice, because the log that went with it is gone.
     */
    void use(String peer, Hash lineage) {
        var name = lineage.sum().hex();
        var uses = uses(peer)
                .filter(known -> !known.contains(name))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.RULE_VIOLATED,
                        "peer id %s was not drawn on this disk or voted in this lineage before: a voter that lost its log needs a new one"
                                .formatted(peer)));
        var lines = new ArrayList<>(uses);
        lines.add(name);
        // In this order: a crash between the two leaves an id that is known to be in use here, and goes on with it.
        write(directory(lineage).resolve("peer"), peer);
        write(root.resolve("peers").resolve(peer), String.join("\n", lines));
    }

    /** Whether this plant has put the whole log into the group that it founded: nobody else is in it before. */
    boolean isFounded(Hash lineage) {
        return Files.exists(directory(lineage).resolve(FOUNDED));
    }

    void founded(Hash lineage) {
        write(directory(lineage).resolve(FOUNDED), "");
    }

    Path raft(Hash lineage) {
        return directory(lineage).resolve("raft");
    }

    Path entries(Hash lineage) {
        return directory(lineage).resolve("entries");
    }

    boolean isClosed(Hash lineage) {
        return Files.exists(directory(lineage).resolve(CLOSED));
    }

    void close(Hash lineage) {
        write(directory(lineage).resolve(CLOSED), "");
    }

    boolean isPutOut(Hash lineage) {
        return Files.exists(directory(lineage).resolve(PUT_OUT));
    }

    void putOut(Hash lineage) {
        write(directory(lineage).resolve(PUT_OUT), "");
    }

    /** Forgets that it was put out: while voters change, a peer may leave the group and come back under the same id. */
    void takenIn(Hash lineage) {
        var mark = directory(lineage).resolve(PUT_OUT);
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw unusable(mark, e);
        }
    }

    /** As if the disk were lost: what was voted here is forgotten, and so are the ids, which therefore never vote again. */
    void forget() {
        if (!Files.isDirectory(root)) {
            return;
        }
        // The ids go last: as long as one of them is left, nothing else is taken for new.
        try (var files = Files.walk(root)) {
            var ids = root.resolve("peers");
            for (var file : files.sorted(Comparator.comparing((Path each) -> each.startsWith(ids))
                            .thenComparing(Comparator.reverseOrder()))
                    .filter(each -> !each.equals(root))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    private Path directory(Hash lineage) {
        return root.resolve(lineage.sum().hex());
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            var directory = parent(file);
            Files.createDirectories(directory);
            var draft = directory.resolve(file.getFileName() + ".tmp");
            Files.write(
                    draft,
                    text.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
            sync(parent(directory));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(
                file.toAbsolutePath().getParent(), "everything lies below the carrier's directory");
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Problem unusable(Path file, IOException e) {
        return Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "the carrier's file %s is unusable".formatted(file))
                .because(e);
    }
}
