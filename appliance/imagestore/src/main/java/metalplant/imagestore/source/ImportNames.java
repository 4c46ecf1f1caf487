package metalplant.imagestore.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.model.Problem;

/** What a file is and how it is called in the store, when nobody says so. */
public final class ImportNames {
    /** As a new plant's partition names them. */
    public static final ImageName KERNEL = new ImageName("boot/metal-kernel");

    public static final ImageName BOOT = new ImageName("boot/metal-hammer-initrd.img.lz4");

    /** Below it lies what switches fetch. */
    public static final String SWITCHES = "switch/";

    /** {@code debian-12.0.20261101.tar.lz4}, {@code firewall-ubuntu-3.img.lz4}. */
    private static final Pattern OS =
            Pattern.compile("([a-z][a-z0-9-]*?)-([0-9]+(?:\\.[0-9]+)?)(?:\\.([0-9]{8}))?(?:\\.img)?(?:\\.tar)?\\.lz4");

    private static final int X86_AT = 0x202;
    private static final int ARM_AT = 0x38;

    private ImportNames() {}

    /**
     * An operating system by the name of its file.
     *
     * @param version major and minor, as the file has them
     * @param patch a date, or ""
     */
    public record Os(String os, String version, String patch) {
        /** Where an image store has it. */
        public ImageName name() {
            return new ImageName(
                    "metal-os/%s/%s/%s/img.tar.lz4".formatted(patch.isEmpty() ? "stable" : patch, os, version));
        }

        /** The id of its image, as metal-stack has them: major, minor and patch. */
        public String id() {
            var minor = version.contains(".") ? version : version + ".0";
            return "%s-%s%s".formatted(os, minor, patch.isEmpty() ? "" : "." + patch);
        }

        /** What machines it is for. */
        public String feature() {
            return os.startsWith("firewall") ? "firewall" : "machine";
        }
    }

    public static Optional<Os> os(Path file) {
        var form = OS.matcher(String.valueOf(file.getFileName()));
        return form.matches()
                ? Optional.of(new Os(
                        form.group(1),
                        form.group(2),
                        Optional.ofNullable(form.group(3)).orElse("")))
                : Optional.empty();
    }

    /** A kernel says so in its head; {@code .tar.lz4}, and what is named as an operating system, is one; the rest is a boot image. */
    public static ImageKind kind(Path file) {
        var name = String.valueOf(file.getFileName());
        if (isKernel(file)) {
            return ImageKind.KERNEL;
        }
        return name.endsWith(".tar.lz4") || os(file).isPresent() ? ImageKind.OS : ImageKind.BOOT;
    }

    private static boolean isKernel(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return has(channel, X86_AT, "HdrS") || has(channel, ARM_AT, "ARM\u0064");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean has(FileChannel channel, long at, String mark) throws IOException {
        var bytes = ByteBuffer.allocate(mark.length());
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // Until it is full, or the file ends.
        }
        return mark.equals(new String(bytes.array(), StandardCharsets.ISO_8859_1));
    }

    /** @throws Problem BAD_REQUEST that says how to name it */
    public static ImageName name(Path file, ImageKind kind) {
        return switch (kind) {
            case KERNEL -> KERNEL;
            case BOOT -> BOOT;
            case SWITCH -> new ImageName(SWITCHES + file.getFileName());
            case OS ->
                os(file).map(Os::name)
                        .orElseThrow(() -> Problem.bad(
                                "the name of %s does not say which operating system it is, as debian-12.0.20261101.tar.lz4 does: name it with --as, such as --as metal-os/stable/debian/12.0/img.tar.lz4"
                                        .formatted(file.getFileName())));
        };
    }
}
