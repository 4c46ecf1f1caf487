package metalplant.rack.inventory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The root of all chance in one rack. Each use has a stream of its own, so that a new draw here shifts nothing there.
 *
 * @param partition part of every name, so that two plants with the same seed share no uuid
 * @param value the number given by the user
 */
public record Seed(String partition, long value) {
    /** A stream that belongs to one thing and one use, e.g. {@code stream("m7", "delay")}. */
    public RandomGenerator stream(String thing, String use) {
        return new SplittableRandom(ByteBuffer.wrap(digest(thing, use)).getLong());
    }

    /** A version 4 uuid that is always the same for the thing. */
    public UUID uuid(String thing) {
        var bytes = ByteBuffer.wrap(digest(thing, "uuid"));
        long high = (bytes.getLong() & ~0xF000L) | 0x4000L;
        long low = (bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Three bytes for the locally administered macs of this rack. */
    int macSpace() {
        return ByteBuffer.wrap(digest("rack", "mac")).getInt() & 0xFFFFFF;
    }

    private byte[] digest(String thing, String use) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return sha.digest((partition + '\n' + value + '\n' + thing + '\n' + use).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
