package metalplant.installer;

import java.util.UUID;

/**
 * One line of a partition table.
 *
 * @param type what it is for, as UEFI and systemd name it
 * @param id its own, different on every disk
 * @param first its first sector
 * @param last its last sector, inclusive
 * @param attributes the 64 bits of the table, as they are
 * @param name at most 36 characters
 */
public record GptPartition(UUID type, UUID id, long first, long last, long attributes, String name) {
    public GptPartition {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("a partition from sector %d to %d".formatted(first, last));
        }
    }

    public long sectors() {
        return last - first + 1;
    }

    /** The same place with another id. */
    public GptPartition withId(UUID other) {
        return new GptPartition(type, other, first, last, attributes, name);
    }
}
