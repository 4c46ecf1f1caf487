package metalplant.bootstrap.seed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import metalplant.mesh.files.AtomicFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The files that a simulated rack boots from: small, but of the right kind, in the layout of a metal-stack image store.
 * An operator may put real ones in their place; what is there is not overwritten.
 */
public final class BootArtefacts {
    private static final List<String> IMAGES = List.of("debian/13.0", "firewall-ubuntu/3.0");

    /** LZ4 frame, version 1, independent blocks of at most 64 KiB, and the checksum of these two bytes. */
    private static final byte[] LZ4_HEADER = {0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, (byte) 0x82};

    private static final int STORED = 0x8000_0000;
    private static final int BLOCK_MAX = 64 * 1024;

    private BootArtefacts() {}

    /** Makes what is missing below {@code folder}. */
    public static void makeMissing(Path folder) {
        AtomicFile.folder(folder, "rwxr-xr-x");
        make(folder.resolve("boot/metal-kernel"), kernel());
        make(folder.resolve("boot/metal-hammer-initrd.img.lz4"), lz4("070701".getBytes(US_ASCII)));
        for (var image : IMAGES) {
            make(folder.resolve("metal-os/20261101/" + image + "/img.tar.lz4"), lz4(rootFilesystem(image)));
        }
    }

    private static void make(Path file, byte[] content) {
        if (Files.exists(file)) {
            return;
        }
        AtomicFile.folder(file.resolveSibling(""), "rwxr-xr-x");
        var sum = "%s  %s\n".formatted(md5(content), file.getFileName());
        AtomicFile.write(file.resolveSibling(file.getFileName() + ".md5"), sum, AtomicFile.PUBLIC);
        AtomicFile.write(file, content, AtomicFile.PUBLIC);
    }

    /** The mark by which programs know a Linux kernel, and nothing behind it. */
    private static byte[] kernel() {
        var bytes = new byte[4096];
        System.arraycopy("HdrS".getBytes(US_ASCII), 0, bytes, 0x202, 4);
        return bytes;
    }

    private static byte[] rootFilesystem(String image) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var content = ("NAME=" + image + "\n").getBytes(UTF_8);
            var entry = new TarArchiveEntry("etc/os-release");
            entry.setSize(content.length);
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A frame whose blocks are stored as they are; every LZ4 program reads it. */
    static byte[] lz4(byte[] content) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(LZ4_HEADER);
        for (int from = 0; from < content.length; from += BLOCK_MAX) {
            var length = Math.min(BLOCK_MAX, content.length - from);
            frame.writeBytes(number(length | STORED));
            frame.write(content, from, length);
        }
        frame.writeBytes(number(0));
        return frame.toByteArray();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
