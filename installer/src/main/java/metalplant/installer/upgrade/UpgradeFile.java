package metalplant.installer.upgrade;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import metalplant.installer.Blocks;
import metalplant.installer.DiskWriter.Progress;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * One signed file with everything of a version: an archive in the form of {@code tar} (ustar) with {@code manifest.json}, {@code
 * manifest.sig}, {@code root.erofs}, {@code root.verity} and {@code uki.efi}, in this order and nothing else. Hostile until {@link #verify}
 * has returned.
 */
public final class UpgradeFile implements AutoCloseable {
    /** What is in it beside manifest and signature. */
    public enum Piece {
        ROOT("root.erofs"),
        VERITY("root.verity"),
        KERNEL("uki.efi");

        private final String file;

        Piece(String file) {
            this.file = file;
        }
    }

    static final int CHUNK = 4 << 20;
    private static final int BLOCK = 512;
    private static final int MANIFEST_MAX = 64 << 10;
    private static final int SIGNATURE_MAX = 4 << 10;

    private final Blocks blocks;
    private final UpgradeManifest manifest;
    private final Map<Piece, Place> places;

    private record Place(long offset, long length) {}

    private UpgradeFile(Blocks blocks, UpgradeManifest manifest, Map<Piece, Place> places) {
        this.blocks = blocks;
        this.manifest = manifest;
        this.places = places;
    }

    /**
     * Opens a file whose manifest is signed and whose size is right. Its parts are not read yet.
     *
     * @throws Problem BAD_REQUEST if it is none, is cut short or not signed by a trusted key
     */
    public static UpgradeFile open(Path path, TrustedKeys keys) {
        if (!Files.isRegularFile(path)) {
            throw Problem.bad("there is no file " + path);
        }
        var blocks = Blocks.toRead(path);
        try {
            return read(path, blocks, keys);
        } catch (RuntimeException e) {
            blocks.close();
            throw e;
        }
    }

    private static UpgradeFile read(Path path, Blocks blocks, TrustedKeys keys) {
        var json = entry(path, blocks, 0, "manifest.json", MANIFEST_MAX);
        var manifestBytes = blocks.read(json.offset(), (int) json.length());
        var sig = entry(path, blocks, end(json), "manifest.sig", SIGNATURE_MAX);
        if (!keys.signed(manifestBytes, blocks.read(sig.offset(), (int) sig.length()))) {
            throw Problem.bad("%s is not signed by a key that this image trusts".formatted(path));
        }
        var manifest = UpgradeManifest.parse(manifestBytes);
        var places = new EnumMap<Piece, Place>(Piece.class);
        long at = end(sig);
        for (var piece : Piece.values()) {
            var part = part(manifest, piece);
            var place = entry(path, blocks, at, piece.file, part.size());
            if (place.length() != part.size()) {
                throw Problem.bad("%s is damaged: %s has %d bytes and should have %d"
                        .formatted(path, piece.file, place.length(), part.size()));
            }
            places.put(piece, place);
            at = end(place);
        }
        if (blocks.size() < at) {
            throw Problem.bad("%s is cut short: it has %d bytes of %d".formatted(path, blocks.size(), at));
        }
        return new UpgradeFile(blocks, manifest, places);
    }

    private static UpgradeManifest.Part part(UpgradeManifest manifest, Piece piece) {
        return switch (piece) {
            case ROOT -> manifest.root();
            case VERITY -> manifest.verity();
            case KERNEL -> manifest.kernel();
        };
    }

    private static long end(Place place) {
        return place.offset() + (place.length() + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** One entry of the archive: a header of a block, then its bytes. */
    private static Place entry(Path path, Blocks blocks, long at, String name, long max) {
        if (blocks.size() < at + BLOCK) {
            throw Problem.bad(
                    at == 0
                            ? "%s is no upgrade file".formatted(path)
                            : "%s is cut short: it ends at %d bytes, before %s".formatted(path, blocks.size(), name));
        }
        var header = blocks.read(at, BLOCK);
        if (!text(header, 257, 5).equals("ustar")
                || !text(header, 0, 100).equals(name)
                || sum(header) != octal(header, 148, 8)) {
            throw Problem.bad(
                    "%s is no upgrade file, or a damaged one: there is no %s at %d bytes".formatted(path, name, at));
        }
        long length = octal(header, 124, 12);
        if (length < 1 || length > max || header[156] != '0' && header[156] != 0) {
            throw Problem.bad("%s is damaged: %s has %d bytes".formatted(path, name, length));
        }
        if (length <= MANIFEST_MAX && blocks.size() < at + BLOCK + length) {
            throw Problem.bad("%s is cut short: it ends at %d bytes, in %s".formatted(path, blocks.size(), name));
        }
        return new Place(at + BLOCK, length);
    }

    private static String text(byte[] header, int at, int length) {
        var text = new String(header, at, length, StandardCharsets.US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static long octal(byte[] header, int at, int length) {
        var digits = text(header, at, length).strip();
        return digits.matches("[0-7]{1,11}") ? Long.parseLong(digits, 8) : -1;
    }

    /** Of all bytes, those of the sum itself counted as blanks. */
    private static long sum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    public UpgradeManifest manifest() {
        return manifest;
    }

    /**
     * Reads every byte and compares it with the signed hashes.
     *
     * @throws Problem BAD_REQUEST at the first part that is not what was signed; DISK_UNFINISHED when stopped
     */
    public void verify(BooleanSupplier stopped, Progress progress) {
        long done = 0;
        for (var piece : Piece.values()) {
            var digest = sha256();
            for (var chunk : chunks(part(manifest, piece).size())) {
                digest.update(read(piece, chunk));
                done += chunk.length();
                progress.at("reading " + piece.file, done, bytes());
                stopWhenAsked(stopped);
            }
            if (!HexFormat.of()
                    .formatHex(digest.digest())
                    .equals(part(manifest, piece).sha256())) {
                throw Problem.bad("%s is damaged: %s is not what was signed".formatted(blocks.path(), piece.file));
            }
        }
    }

    /** Of all parts. */
    public long bytes() {
        return manifest.root().size()
                + manifest.verity().size()
                + manifest.kernel().size();
    }

    /** @param offset within the part */
    record Chunk(long offset, int length) {}

    static List<Chunk> chunks(long length) {
        var chunks = new ArrayList<Chunk>();
        for (long at = 0; at < length; at += CHUNK) {
            chunks.add(new Chunk(at, (int) Math.min(CHUNK, length - at)));
        }
        return chunks;
    }

    ByteBuffer read(Piece piece, Chunk chunk) {
        var buffer = ByteBuffer.allocate(chunk.length());
        blocks.read(place(piece).offset() + chunk.offset(), buffer);
        return buffer;
    }

    private Place place(Piece piece) {
        return java.util.Objects.requireNonNull(places.get(piece));
    }

    static void stopWhenAsked(BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            throw Problem.of(ProblemCode.DISK_UNFINISHED, "stopped: the same call goes on where this one ended");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        blocks.close();
    }
}
