package metalplant.installer.upgrade;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metalplant.installer.upgrade.UpgradeFile.Piece;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Kernel images in the boot partition. The boot loader counts tries in their names: {@code NAME+LEFT-DONE.efi}; a name without a count is one
 * that was good. One without tries left comes last, whatever its version; of the others the latest version comes first.
 *
 * @see "Automatic Boot Assessment, systemd"
 */
public final class BootEntries {
    /** What a new version is given. */
    public static final int TRIES = 3;

    private static final Pattern NAME = Pattern.compile(
            "(metal-plant-([0-9a-z][0-9a-z.~-]{0,40})-([0-9a-f]{12}))(?:\\+([0-9]{1,3})(?:-([0-9]{1,3}))?)?\\.efi");
    private static final long SPARE = 4L << 20;

    private final Path linux;
    private final Path draft;

    /** @param esp where the boot partition is mounted */
    public BootEntries(Path esp) {
        this.linux = esp.resolve("EFI").resolve("Linux");
        this.draft = esp.resolve("EFI").resolve("metal-plant.part");
    }

    /**
     * One kernel image.
     *
     * @param name without the count
     * @param hash the first 12 digits of its root hash
     * @param left tries left; empty if nobody counts
     * @param done tries so far
     */
    public record Entry(Path file, String name, String version, String hash, OptionalInt left, int done) {
        /** Whether the boot loader takes it before those without tries. */
        public boolean mayStart() {
            return left.isEmpty() || left.getAsInt() > 0;
        }
    }

    /** All of them, by name. */
    public List<Entry> list() {
        if (!Files.isDirectory(linux)) {
            return List.of();
        }
        try (var files = Files.list(linux)) {
            return files.flatMap(BootEntries::entry)
                    .sorted(Comparator.comparing(Entry::name))
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Stream<Entry> entry(Path file) {
        var name = NAME.matcher(Objects.requireNonNull(file.getFileName()).toString());
        return name.matches()
                ? Stream.of(new Entry(
                        file,
                        name.group(1),
                        name.group(2),
                        name.group(3),
                        name.group(4) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(name.group(4))),
                        name.group(5) == null ? 0 : Integer.parseInt(name.group(5))))
                : Stream.empty();
    }

    /** @param roothash whole, or its first 12 digits */
    public Optional<Entry> of(String roothash) {
        return list().stream().filter(each -> roothash.startsWith(each.hash())).findFirst();
    }

    /**
     * Writes the kernel image of an upgrade beside the entries, where no boot loader looks.
     *
     * @throws Problem DISK_REFUSED without room
     */
    public void prepare(UpgradeFile file, BooleanSupplier stopped) {
        var part = file.manifest().kernel();
        try {
            Files.createDirectories(linux);
            Files.deleteIfExists(draft);
            long room = Files.getFileStore(linux).getUsableSpace();
            if (room < part.size() + SPARE) {
                throw Problem.of(
                        ProblemCode.DISK_REFUSED,
                        "the boot partition has room for %d MiB, the kernel image needs %d MiB"
                                .formatted(room >> 20, (part.size() + SPARE) >> 20));
            }
            try (var out = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (var chunk : UpgradeFile.chunks(part.size())) {
                    UpgradeFile.stopWhenAsked(stopped);
                    var bytes = file.read(Piece.KERNEL, chunk);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
                out.force(true);
            }
            if (!sha256(draft).equals(part.sha256())) {
                throw Problem.of(
                        ProblemCode.DISK_FAILED, "the boot partition does not give back what was written to it");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The switch: from now on the boot loader starts this version, as often as it has tries. */
    public void activate(UpgradeManifest manifest) {
        if (of(manifest.roothash()).isPresent()) {
            return;
        }
        try {
            Files.move(
                    draft,
                    linux.resolve("%s+%d-0.efi".formatted(manifest.entry(), TRIES)),
                    StandardCopyOption.ATOMIC_MOVE);
            sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Takes an entry away. */
    public void remove(Entry entry) {
        try {
            Files.deleteIfExists(entry.file());
            sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Takes away what {@link #prepare} left. */
    public void discardDraft() {
        try {
            Files.deleteIfExists(draft);
            sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** As one that was good once. */
    public void markGood(Entry entry) {
        rename(entry, entry.name() + ".efi");
    }

    /** Behind all that have tries left. */
    public void markLast(Entry entry) {
        rename(entry, entry.name() + "+0-0.efi");
    }

    private void rename(Entry entry, String name) {
        try {
            if (!entry.file().endsWith(name)) {
                Files.move(entry.file(), linux.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                sync();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        var digest = UpgradeFile.sha256();
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void sync() throws IOException {
        try (var folder = FileChannel.open(linux, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static Problem failed(IOException e) {
        return Problem.of(ProblemCode.DISK_FAILED, "the boot partition cannot be used: " + e.getMessage())
                .because(e);
    }
}
