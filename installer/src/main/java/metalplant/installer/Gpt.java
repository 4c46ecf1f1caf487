package metalplant.installer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import metalplant.model.Problem;

/**
 * A GUID partition table of a disk with sectors of 512 bytes. What is read from a disk is believed only when both sums are right and
 * no partition overlaps another.
 *
 * @param diskId of the whole disk
 * @param diskSectors how many sectors the disk has for which this table is written
 * @param partitions in the order of their places
 */
public record Gpt(UUID diskId, long diskSectors, List<GptPartition> partitions) {
    public static final int SECTOR = 512;

    /** Bytes at the beginning of a disk that hold the mark for old firmware, the header and all lines. */
    public static final int HEAD = 34 * SECTOR;

    /** Bytes at the end of a disk with the copy: lines first, the header in the last sector. */
    public static final int TAIL = 33 * SECTOR;

    private static final int ENTRIES = 128;
    private static final int ENTRY = 128;
    private static final int HEADER = 92;
    private static final long SIGNATURE = 0x5452415020494645L;
    private static final int REVISION = 0x00010000;
    private static final int NAME_CHARACTERS = 36;
    private static final UUID UNUSED = new UUID(0, 0);

    public Gpt {
        partitions = partitions.stream()
                .sorted(Comparator.comparingLong(GptPartition::first))
                .toList();
    }

    public Optional<GptPartition> named(String name) {
        return partitions.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The sector behind the last partition. */
    public long end() {
        return partitions.isEmpty() ? HEAD / SECTOR : partitions.getLast().last() + 1;
    }

    /**
     * Reads the table at the beginning of a disk.
     *
     * @param head the first {@link #HEAD} bytes of the disk
     * @param diskSectors how many sectors the disk has
     * @return nothing where there is no table
     * @throws Problem where there is one that cannot be believed
     */
    public static Optional<Gpt> read(byte[] head, long diskSectors) {
        var bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length < HEAD || bytes.getLong(SECTOR) != SIGNATURE) {
            return Optional.empty();
        }
        var headerSize = bytes.getInt(SECTOR + 12);
        believe(headerSize >= HEADER && headerSize <= SECTOR, "its header has %d bytes".formatted(headerSize));
        var header = new byte[headerSize];
        bytes.get(SECTOR, header);
        believe(sumOfHeader(header) == bytes.getInt(SECTOR + 16), "the sum of its header is wrong");
        believe(
                bytes.getInt(SECTOR + 80) == ENTRIES && bytes.getInt(SECTOR + 84) == ENTRY,
                "it has not %d lines of %d bytes".formatted(ENTRIES, ENTRY));
        var lines = new byte[ENTRIES * ENTRY];
        bytes.get(2 * SECTOR, lines);
        believe(sum(lines) == bytes.getInt(SECTOR + 88), "the sum of its lines is wrong");
        var partitions = new ArrayList<GptPartition>();
        for (var i = 0; i < ENTRIES; i++) {
            entry(bytes, 2 * SECTOR + i * ENTRY).ifPresent(partitions::add);
        }
        var table = new Gpt(id(bytes, SECTOR + 56), diskSectors, partitions);
        table.believePlaces();
        return Optional.of(table);
    }

    private void believePlaces() {
        var free = (long) HEAD / SECTOR;
        for (var one : partitions) {
            believe(one.first() >= free, "partition \"%s\" overlaps what lies before it".formatted(one.name()));
            free = one.last() + 1;
        }
        believe(free <= diskSectors, "its last partition ends behind the disk");
    }

    private static Optional<GptPartition> entry(ByteBuffer bytes, int at) {
        var type = id(bytes, at);
        if (type.equals(UNUSED)) {
            return Optional.empty();
        }
        var first = bytes.getLong(at + 32);
        var last = bytes.getLong(at + 40);
        believe(first >= 0 && last >= first && last < Long.MAX_VALUE / SECTOR, "a partition has no length");
        var name = new byte[NAME_CHARACTERS * 2];
        bytes.get(at + 56, name);
        var text = new String(name, StandardCharsets.UTF_16LE);
        var end = text.indexOf('\0');
        return Optional.of(new GptPartition(
                type,
                id(bytes, at + 16),
                first,
                last,
                bytes.getLong(at + 48),
                (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{Cntrl}", "?")));
    }

    private static void believe(boolean good, String otherwise) {
        if (!good) {
            throw Problem.bad("the partition table cannot be read: " + otherwise);
        }
    }

    /** What stands in the first {@link #HEAD} bytes of the disk. */
    public byte[] head() {
        var bytes = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        // One partition of the old kind over everything keeps old programs from taking the disk for an empty one.
        bytes.put(446 + 2, (byte) 2).put(446 + 4, (byte) 0xee);
        bytes.put(446 + 5, (byte) 0xff).put(446 + 6, (byte) 0xff).put(446 + 7, (byte) 0xff);
        bytes.putInt(446 + 8, 1).putInt(446 + 12, (int) Math.min(diskSectors - 1, 0xffffffffL));
        bytes.put(510, (byte) 0x55).put(511, (byte) 0xaa);
        bytes.put(SECTOR, header(1, diskSectors - 1, 2));
        bytes.put(2 * SECTOR, lines());
        return bytes.array();
    }

    /** What stands in the last {@link #TAIL} bytes. */
    public byte[] tail() {
        var bytes = ByteBuffer.allocate(TAIL);
        bytes.put(0, lines());
        bytes.put(32 * SECTOR, header(diskSectors - 1, 1, diskSectors - 33));
        return bytes.array();
    }

    private byte[] header(long here, long other, long lines) {
        var bytes = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(SIGNATURE).putInt(REVISION).putInt(HEADER).putInt(0).putInt(0);
        bytes.putLong(here).putLong(other).putLong(HEAD / SECTOR).putLong(diskSectors - 34);
        putId(bytes, diskId);
        bytes.putLong(lines).putInt(ENTRIES).putInt(ENTRY).putInt(sum(lines()));
        bytes.putInt(16, sumOfHeader(bytes.array()));
        return bytes.array();
    }

    private byte[] lines() {
        var bytes = ByteBuffer.allocate(ENTRIES * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < partitions.size(); i++) {
            var one = partitions.get(i);
            bytes.position(i * ENTRY);
            putId(bytes, one.type());
            putId(bytes, one.id());
            bytes.putLong(one.first()).putLong(one.last()).putLong(one.attributes());
            bytes.put(one.name()
                    .substring(0, Math.min(NAME_CHARACTERS, one.name().length()))
                    .getBytes(StandardCharsets.UTF_16LE));
        }
        return bytes.array();
    }

    /** The first three groups of an id are stored with their last byte first. */
    private static UUID id(ByteBuffer bytes, int at) {
        var high = ((long) bytes.getInt(at) & 0xffffffffL) << 32
                | ((long) bytes.getShort(at + 4) & 0xffff) << 16
                | (bytes.getShort(at + 6) & 0xffff);
        return new UUID(high, Long.reverseBytes(bytes.getLong(at + 8)));
    }

    private static void putId(ByteBuffer bytes, UUID id) {
        var high = id.getMostSignificantBits();
        bytes.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        bytes.putLong(Long.reverseBytes(id.getLeastSignificantBits()));
    }

    private static int sumOfHeader(byte[] header) {
        var copy = header.clone();
        ByteBuffer.wrap(copy).putInt(16, 0);
        return sum(copy);
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
