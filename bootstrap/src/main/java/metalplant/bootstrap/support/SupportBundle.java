package metalplant.bootstrap.support;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import metalplant.bootstrap.Folders;

/**
 * Gathers what can be seen of a plant into one ZIP: texts only, each cut to a size, all of them redacted, its size bounded before it is packed.
 * Parts that cannot be had (a dead database, a dead API) say so in their place. Keys are never read but to be taken out.
 */
final class SupportBundle {
    private static final int TEXT_MAX = 2 << 20;
    private static final long ALL_MAX = 32L << 20;
    private static final int FILES_MAX = 5_000;

    private final Folders folders;
    private final Redaction redaction;
    private final List<String> problems = new ArrayList<>();
    private long room = ALL_MAX;

    SupportBundle(Folders folders) {
        this.folders = folders;
        this.redaction = Redaction.of(folders.data());
    }

    /**
     * A part that somebody else knows.
     *
     * @param text may fail; the failure becomes the part
     */
    record Part(String name, Supplier<String> text) {}

    /**
     * What came of it.
     *
     * @param problems parts that could not be had, each with its reason
     */
    record Written(Path file, long size, int parts, List<String> problems) {}

    /** Writes the bundle; a file of that name is replaced, by all of it or not at all. */
    Written write(Path file, List<Part> more) {
        var all = new ArrayList<>(more);
        all.add(new Part("files.txt", this::listing));
        all.add(new Part("plant.json", () -> tail(folders.settings())));
        all.add(new Part("plant.properties", () -> tail(folders.options())));
        all.add(new Part("status.json", () -> tail(folders.status())));
        logs().forEach(log -> all.add(new Part("log/" + log.getFileName(), () -> tail(log))));
        var draft = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.deleteIfExists(draft);
            try (var out = Files.newByteChannel(
                            draft,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    var zip = new ZipOutputStream(
                            new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(out)),
                            StandardCharsets.UTF_8)) {
                for (var part : all) {
                    put(zip, part.name(), text(part));
                }
                put(zip, "problems.txt", String.join("\n", problems));
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Written(file, Files.size(file), all.size(), List.copyOf(problems));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle cannot be written: " + e.getMessage(), e);
        }
    }

    private void put(ZipOutputStream zip, String name, String text) throws IOException {
        var clean = redaction.redacted(text).getBytes(StandardCharsets.UTF_8);
        var bytes = clean.length > TEXT_MAX ? java.util.Arrays.copyOf(clean, TEXT_MAX) : clean;
        if (bytes.length > room) {
            problems.add(name + ": left out, the bundle is full");
            return;
        }
        room -= bytes.length;
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private String text(Part part) {
        try {
            return part.text().get();
        } catch (RuntimeException e) {
            problems.add(part.name() + ": " + e.getMessage());
            return "could not be had: " + e.getMessage() + "\n";
        }
    }

    private List<Path> logs() {
        if (!Files.isDirectory(folders.logs())) {
            return List.of();
        }
        try (var files = Files.list(folders.logs())) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> Objects.requireNonNull(file.getFileName())
                            .toString()
                            .endsWith(".log"))
                    .sorted()
                    .limit(32)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of a text file. */
    private static String tail(Path file) {
        if (!Files.exists(file)) {
            return "not there\n";
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - TEXT_MAX / 2);
            var bytes = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the end that it had.
            }
            var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            // A secret that the cut goes through would not be known by its rest.
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Names, sizes, modes and times; no contents. */
    private String listing() {
        var lines = new StringBuilder();
        try (var files = Files.walk(folders.data(), 4)) {
            files.filter(file -> !file.startsWith(folders.postgres()))
                    .limit(FILES_MAX)
                    .forEach(file -> lines.append(line(file)).append('\n'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.toString();
    }

    private String line(Path file) {
        try {
            return "%s %10d %s %s"
                    .formatted(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)),
                            Files.size(file),
                            Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS),
                            folders.data().relativize(file));
        } catch (IOException e) {
            return "? " + file;
        }
    }
}
