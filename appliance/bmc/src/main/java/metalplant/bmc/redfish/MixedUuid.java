package metalplant.bmc.redfish;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * UUIDs of makers whose controllers tell some as they are and some as firmware stores them: the first three parts from their last byte to their
 * first. Those makers give UUIDs of version 1, so whether one has a time that can be true tells the two apart; one that does not is turned round.
 * So does metal-bmc: the machine, which reads its UUID of its firmware, has to be the same one for both.
 *
 * @see "SMBIOS 3.7, 7.2.1, and RFC 9562, 5.1"
 */
final class MixedUuid {
    private static final Instant TIME_BEGINS = Instant.parse("1582-10-15T00:00:00Z");
    private static final Instant FIRST = Instant.parse("1996-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");
    private static final long PER_SECOND = 10_000_000;

    private MixedUuid() {}

    /** As the machine's firmware means it; text that is no UUID stays as it is. */
    static String straight(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            return text;
        }
        return isStraight(uuid) ? text : turned(uuid).toString();
    }

    private static boolean isStraight(UUID uuid) {
        if (uuid.version() != 1) {
            return false;
        }
        var made = TIME_BEGINS.plus(Duration.ofSeconds(uuid.timestamp() / PER_SECOND));
        return made.isAfter(FIRST) && made.isBefore(LAST);
    }

    private static UUID turned(UUID uuid) {
        var stored = ByteBuffer.allocate(Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .flip()
                .order(ByteOrder.LITTLE_ENDIAN);
        long low = stored.getInt() & 0xffff_ffffL;
        long mid = stored.getShort() & 0xffffL;
        long high = stored.getShort() & 0xffffL;
        return new UUID(low << 32 | mid << 16 | high, uuid.getLeastSignificantBits());
    }
}
