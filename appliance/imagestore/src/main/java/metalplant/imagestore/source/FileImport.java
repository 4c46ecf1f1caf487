package metalplant.imagestore.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.Draft;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Takes a file of this machine into the store. What an earlier import of the same file has copied is compared and not copied again, so one
 * that was ended loses nothing.
 */
public final class FileImport {
    private static final int BUFFER = 1 << 20;
    private static final int SUM_MAX = 1_024;

    private final Depot depot;

    public FileImport(Depot depot) {
        this.depot = depot;
    }

    /** Told how far it is. */
    @FunctionalInterface
    public interface Watch {
        void copied(long bytes, long size);
    }

    /**
     * Imports a file. If there is a file {@code FILE.md5} beside it, that is what it must be.
     *
     * @param md5 what it must be, if the caller knows
     * @throws Problem IMAGE_REFUSED if it is something else; IMAGE_SOURCE_LOST if it cannot be read to its end; IMAGE_STORE_FULL
     */
    public StoredImage run(Path file, ImageName name, ImageKind kind, Optional<String> md5, Watch watch) {
        return run(file, name, kind, Optional.empty(), md5, watch);
    }

    /** The same; {@code sha256} is what it must be, if the caller knows. */
    public StoredImage run(
            Path file, ImageName name, ImageKind kind, Optional<String> sha256, Optional<String> md5, Watch watch) {
        try (var from = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = from.size();
            if (!Files.isRegularFile(file) || size == 0) {
                throw Problem.of(ProblemCode.IMAGE_REFUSED, "%s is empty, or no file".formatted(file));
            }
            var expected = new Depot.Expected(size, sha256, md5.or(() -> beside(file)));
            var key = "file %s %d %d"
                    .formatted(
                            file.toAbsolutePath().normalize(),
                            size,
                            Files.getLastModifiedTime(file).toMillis());
            try (var draft = depot.draft(key)) {
                depot.admit(size, size - Math.min(size, draft.content().size()));
                copy(file, from, size, draft, watch);
                return depot.keep(draft, name, kind, expected, "file " + file.getFileName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot import " + file, e);
        }
    }

    private static Optional<String> beside(Path file) {
        var sum = file.resolveSibling(file.getFileName() + ".md5");
        if (!Files.exists(sum)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(sum)) {
            var text = new String(in.readNBytes(SUM_MAX), java.nio.charset.StandardCharsets.ISO_8859_1);
            return Optional.of(Md5File.read(text)
                    .orElseThrow(() -> Problem.of(
                            ProblemCode.IMAGE_REFUSED,
                            "%s does not begin with an MD5, as md5sum prints it".formatted(sum))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + sum, e);
        }
    }

    private static void copy(Path file, FileChannel from, long size, Draft draft, Watch watch) throws IOException {
        var theirs = ByteBuffer.allocate(BUFFER);
        var ours = ByteBuffer.allocate(BUFFER);
        var into = draft.content();
        if (into.size() > size) {
            into.truncate(size);
        }
        for (long at = 0; at < size; ) {
            fill(file, from, theirs.clear().limit((int) Math.min(BUFFER, size - at)), at);
            ours.clear().limit(theirs.limit());
            while (ours.hasRemaining() && into.read(ours, at + ours.position()) >= 0) {
                // Until it is full, or there is no more.
            }
            if (ours.flip().mismatch(theirs.flip()) >= 0) {
                write(into, theirs, at);
            }
            at += theirs.limit();
            watch.copied(at, size);
        }
    }

    private static void fill(Path file, FileChannel from, ByteBuffer buffer, long at) {
        try {
            while (buffer.hasRemaining()) {
                if (from.read(buffer, at + buffer.position()) < 0) {
                    throw new IOException("it became shorter");
                }
            }
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.IMAGE_SOURCE_LOST,
                            "%s cannot be read at byte %d: %s; what was copied is kept, and the same call goes on"
                                    .formatted(file, at, e.getMessage()))
                    .because(e);
        }
    }

    private static void write(FileChannel into, ByteBuffer bytes, long at) {
        try {
            while (bytes.hasRemaining()) {
                into.write(bytes, at + bytes.position());
            }
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.IMAGE_STORE_FULL,
                            "the disk does not take it: %s; what was copied is kept, and the same call goes on"
                                    .formatted(e.getMessage()))
                    .because(e);
        }
    }
}
