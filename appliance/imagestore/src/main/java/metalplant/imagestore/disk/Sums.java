package metalplant.imagestore.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Sums of a content, all from one reading.
 *
 * @param sha256 of the whole, lower-case hex
 * @param md5 of the whole, lower-case hex
 * @param chunks SHA-256 of each {@link #CHUNK} bytes, the last one may be shorter
 */
public record Sums(long size, String sha256, String md5, List<String> chunks) {
    /** Bytes that are verified, and if need be fetched again, at a time. */
    public static final int CHUNK = 4 << 20;

    private static final int BUFFER = 256 << 10;

    public Sums {
        chunks = List.copyOf(chunks);
    }

    /** Reads a file from its beginning to its end. */
    public static Sums of(FileChannel file) throws IOException {
        var whole = digest("SHA-256");
        var md5 = digest("MD5");
        var chunks = new ArrayList<String>();
        long size = file.size();
        for (long from = 0; from < size; from += CHUNK) {
            chunks.add(read(file, from, Math.min(CHUNK, size - from), whole, md5));
        }
        return new Sums(size, hex(whole), hex(md5), chunks);
    }

    /** SHA-256 of a part of a file. */
    public static String chunk(FileChannel file, long from, long length) throws IOException {
        return read(file, from, length);
    }

    private static String read(FileChannel file, long from, long length, MessageDigest... more) throws IOException {
        var chunk = digest("SHA-256");
        var buffer = ByteBuffer.allocate(BUFFER);
        for (long at = from; at < from + length; ) {
            buffer.clear().limit((int) Math.min(BUFFER, from + length - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            for (var each : more) {
                each.update(buffer.flip());
            }
            chunk.update(buffer.flip());
            at += read;
        }
        return hex(chunk);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
