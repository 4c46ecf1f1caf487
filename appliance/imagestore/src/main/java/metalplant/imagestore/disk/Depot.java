package metalplant.imagestore.disk;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.OpenImage;
import metalplant.imagestore.StoredImage;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The plant's image store in a folder: each content once, under its SHA-256, and names that mean contents.
 *
 * <p>A content is written as a {@link Draft}, synced, moved to its place, and only then named; a name is removed before its content. So after
 * a power cut at any moment every name means a whole content or none, and what is left over is found by {@link #sweep}. Several processes may
 * have the folder open at once: nothing of it is remembered, and what changes names takes turns.
 */
public final class Depot implements ImageFiles {
    private static final System.Logger LOG = System.getLogger(Depot.class.getName());

    private final Path root;
    private final StoreLimits limits;
    private final World world;
    private final Consumer<String> points;
    private final Placed placed;
    private final Names names;
    private final StoreLock lock;

    private Depot(Path root, StoreLimits limits, World world, Consumer<String> points) {
        this.root = root;
        this.limits = limits;
        this.world = world;
        this.points = points;
        this.placed = new Placed(root);
        this.names = new Names(root.resolve("names"), placed);
        this.lock = new StoreLock(root.resolve("lock"), placed);
    }

    /** Opens the store in a folder, which is made if it is missing. */
    public static Depot open(Path root, StoreLimits limits, World world) {
        return open(root, limits, world, _ -> {});
    }

    /** @param points told of every place at which a power cut must do no harm; tests cut there */
    public static Depot open(Path root, StoreLimits limits, World world, Consumer<String> points) {
        var depot = new Depot(root.toAbsolutePath().normalize(), limits, world, points);
        if (!Files.isDirectory(depot.root)) {
            AtomicFile.folder(depot.root, "rwxr-xr-x");
        }
        return depot;
    }

    @Override
    public Optional<StoredImage> find(ImageName name) {
        return names.find(name).filter(this::isWhole);
    }

    @Override
    public Optional<OpenImage> open(ImageName name) {
        return names.find(name)
                .flatMap(about ->
                        openContent(about.sha256(), about.size()).map(content -> new OpenImage(about, content)));
    }

    /** All that is here and whole, by name. */
    public List<StoredImage> list() {
        return names.list().stream().filter(this::isWhole).toList();
    }

    /** Names whose content is missing or has another length: to be fetched once more. */
    public List<StoredImage> damaged() {
        return names.list().stream().filter(each -> !isWhole(each)).toList();
    }

    /** Some name that means this content. */
    public Optional<StoredImage> findContent(String sha256) {
        return StoredImage.isSha256(sha256)
                ? list().stream().filter(each -> each.sha256().equals(sha256)).findFirst()
                : Optional.empty();
    }

    @Override
    public List<String> chunks(StoredImage image) {
        try {
            var lines = Files.readAllLines(sums(image.sha256()), StandardCharsets.US_ASCII);
            boolean good = lines.size() == (image.size() + Sums.CHUNK - 1) / Sums.CHUNK
                    && lines.stream().allMatch(StoredImage::isSha256);
            return good ? lines : List.of();
        } catch (IOException _) {
            return List.of();
        }
    }

    private boolean isWhole(StoredImage image) {
        try {
            return Files.size(content(image.sha256())) == image.size();
        } catch (IOException _) {
            return false;
        }
    }

    private Optional<FileChannel> openContent(String sha256, long size) {
        try {
            var channel = FileChannel.open(content(sha256), StandardOpenOption.READ);
            if (channel.size() == size) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("an image cannot be opened: " + sha256, e);
        }
    }

    /** What is on its way under this key, alone with the caller until it is closed. */
    public Draft draft(String key) {
        return Draft.open(placed.folder(root.resolve("drafts")).resolve(hex(key)), placed);
    }

    /**
     * Looks whether so many bytes may come.
     *
     * @param more beyond those that drafts have already
     * @throws Problem IMAGE_REFUSED if no image may be as large, IMAGE_STORE_FULL if there is no room
     */
    public void admit(long size, long more) {
        if (size > limits.imageMax()) {
            throw Problem.of(
                    ProblemCode.IMAGE_REFUSED,
                    "an image of %d MiB is too large: this store takes up to %d MiB (images.image-max-gib)"
                            .formatted(size >> 20, limits.imageMax() >> 20));
        }
        var room = room();
        if (more > room.left()) {
            throw Problem.of(
                    ProblemCode.IMAGE_STORE_FULL,
                    ("no room for %d MiB: the store has %d of at most %d MiB, and %d MiB of the disk are free, of which %d stay free."
                                    + " Remove images (plantctl image remove), or give it more (images.max-gib)")
                            .formatted(
                                    more >> 20,
                                    (room.bytes() + room.drafts()) >> 20,
                                    limits.bytesMax() >> 20,
                                    room.free() >> 20,
                                    limits.reserve() >> 20));
        }
    }

    public Room room() {
        try {
            return new Room(
                    bytes(root.resolve("objects")),
                    bytes(root.resolve("drafts")),
                    Files.getFileStore(root).getUsableSpace(),
                    limits);
        } catch (IOException e) {
            throw new UncheckedIOException("the disk of the image store does not answer", e);
        }
    }

    private static long bytes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).mapToLong(Depot::length).sum();
        }
    }

    /** Somebody else may have moved it away meanwhile. */
    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    /**
     * What a content must be to be kept.
     *
     * @param size in bytes
     * @param sha256 if it is known
     * @param md5 if it is known
     */
    public record Expected(long size, Optional<String> sha256, Optional<String> md5) {}

    /**
     * Takes a draft into the store under a name, once it was read back and found to be what was expected. Another content that the name meant
     * is no longer named by it.
     *
     * @throws Problem IMAGE_REFUSED if it is something else; the draft is empty then
     */
    public StoredImage keep(Draft draft, ImageName name, ImageKind kind, Expected expected, String source) {
        try {
            var sums = Sums.of(draft.content());
            refuseOther(draft, name, sums, expected);
            points.accept("verified");
            draft.content().force(true);
            points.accept("synced");
            return lock.with(() -> place(draft, name, kind, sums, source));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + name, e);
        }
    }

    private static void refuseOther(Draft draft, ImageName name, Sums sums, Expected expected) {
        var why = sums.size() != expected.size()
                ? "it has %d bytes and not %d".formatted(sums.size(), expected.size())
                : expected.md5().filter(each -> !each.equals(sums.md5())).isPresent()
                        ? "its MD5 is %s and not %s"
                                .formatted(sums.md5(), expected.md5().orElseThrow())
                        : expected.sha256()
                                        .filter(each -> !each.equals(sums.sha256()))
                                        .isPresent()
                                ? "its SHA-256 is %s and not %s"
                                        .formatted(
                                                sums.sha256(), expected.sha256().orElseThrow())
                                : "";
        if (!why.isEmpty()) {
            draft.discard();
            throw Problem.of(ProblemCode.IMAGE_REFUSED, "%s is refused: %s".formatted(name, why));
        }
    }

    private StoredImage place(Draft draft, ImageName name, ImageKind kind, Sums sums, String source) {
        var before = names.find(name);
        if (before.isEmpty() && !names.isRoomForOneMore()) {
            throw Problem.of(ProblemCode.IMAGE_STORE_FULL, "the image store has too many names: remove some");
        }
        var file = content(sums.sha256());
        placed.folder(file.resolveSibling(""));
        placed.write(sums(sums.sha256()), String.join("\n", sums.chunks()) + "\n");
        points.accept("sums");
        try {
            if (!Files.exists(file) || Files.size(file) != sums.size()) {
                Files.move(draft.file(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + name, e);
        }
        points.accept("moved");
        Placed.sync(file.resolveSibling(""));
        points.accept("safe");
        var image = new StoredImage(name, kind, sums.size(), sums.sha256(), sums.md5(), world.now(), source);
        names.write(image);
        points.accept("named");
        draft.remove();
        before.map(StoredImage::sha256)
                .filter(each -> !each.equals(image.sha256()))
                .ifPresent(this::removeUnnamed);
        LOG.log(INFO, "image kept name={0} kind={1} sha256={2} source={3}", name, kind.text(), image.sha256(), source);
        return image;
    }

    /** Gives a content that is here one more name. Empty if it is gone. */
    public Optional<StoredImage> name(ImageName name, ImageKind kind, String sha256, String source) {
        return lock.with(() -> {
            var found = findContent(sha256)
                    .map(each -> new StoredImage(name, kind, each.size(), sha256, each.md5(), world.now(), source));
            var before = names.find(name);
            found.ifPresent(names::write);
            points.accept("named");
            before.map(StoredImage::sha256).ifPresent(this::removeUnnamed);
            return found;
        });
    }

    /** Removes a name, and its content if no other name means it. Whoever reads it goes on. Returns whether it was there. */
    public boolean remove(ImageName name) {
        return lock.with(() -> {
            var found = names.find(name);
            names.remove(name);
            points.accept("unnamed");
            found.map(StoredImage::sha256).ifPresent(this::removeUnnamed);
            found.ifPresent(each -> LOG.log(INFO, "image removed name={0} sha256={1}", name, each.sha256()));
            return found.isPresent();
        });
    }

    private void removeUnnamed(String sha256) {
        if (names.list().stream().noneMatch(each -> each.sha256().equals(sha256))) {
            AtomicFile.remove(content(sha256));
            points.accept("removed");
            AtomicFile.remove(sums(sha256));
        }
    }

    /**
     * Reads a content back and compares it with its sum. One that is damaged is removed; its names count as missing from then on.
     *
     * @return whether it is good
     */
    public boolean verify(StoredImage image) {
        try (var open = openContent(image.sha256(), image.size()).orElse(null)) {
            if (open == null) {
                return false;
            }
            if (Sums.of(open).sha256().equals(image.sha256())) {
                return true;
            }
        } catch (IOException e) {
            LOG.log(WARNING, "an image cannot be read back name=" + image.name(), e);
        }
        LOG.log(WARNING, "an image is damaged and removed name={0} sha256={1}", image.name(), image.sha256());
        lock.with(() -> {
            AtomicFile.remove(content(image.sha256()));
            return true;
        });
        return false;
    }

    /**
     * Removes what power cuts have left: contents without a name, and drafts on which nobody went on for that long.
     *
     * @return bytes that are free again
     */
    public long sweep(Duration draftsOlder) {
        return lock.with(() -> {
            long before = room().bytes() + room().drafts();
            var named = names.list().stream()
                    .flatMap(each -> List.of(each.sha256(), each.sha256() + ".sums").stream())
                    .collect(Collectors.toSet());
            removeObjects(named);
            removeDrafts(draftsOlder);
            return before - room().bytes() - room().drafts();
        });
    }

    private void removeObjects(Set<String> named) {
        for (var file : files(root.resolve("objects"))) {
            if (!named.contains(String.valueOf(file.getFileName()))) {
                AtomicFile.remove(file);
            }
        }
    }

    private void removeDrafts(Duration older) {
        for (var file : files(root.resolve("drafts"))) {
            if (file.endsWith("content") && isOlder(file, older)) {
                try (var draft = Draft.open(file.resolveSibling(""), placed)) {
                    draft.remove();
                } catch (Problem _) {
                    // Somebody works on it.
                }
            }
        }
    }

    private boolean isOlder(Path file, Duration age) {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(world.now().minus(age));
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private Path content(String sha256) {
        return root.resolve("objects").resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private Path sums(String sha256) {
        return content(sha256).resolveSibling(sha256 + ".sums");
    }

    private static String hex(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
