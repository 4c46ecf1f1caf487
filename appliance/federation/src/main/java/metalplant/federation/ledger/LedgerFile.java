package metalplant.federation.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import metalplant.federation.encoding.Limits;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;

/**
 * Entries as a file, to be carried by hand. A line of text, then each entry behind its length. The file itself is not signed:
 * each entry is, and a reader believes nothing else.
 */
public final class LedgerFile {
    /** Entries of one file; a ledger that is longer takes several. */
    public static final int ENTRIES_MAX = 100_000;

    private static final byte[] MAGIC = "metal-plant ledger 1\n".getBytes(StandardCharsets.US_ASCII);

    private LedgerFile() {}

    /** The bytes of a file with these entries; @throws Problem BAD_REQUEST if they are too many. */
    public static byte[] write(List<Bytes> entries) {
        if (entries.size() > ENTRIES_MAX) {
            throw Problem.bad("at most %d entries fit into one file".formatted(ENTRIES_MAX));
        }
        var buffer = ByteBuffer.allocate(MAGIC.length
                + entries.stream().mapToInt(entry -> 4 + entry.size()).sum());
        buffer.put(MAGIC);
        entries.forEach(entry -> buffer.putInt(entry.size()).put(entry.toArray()));
        return buffer.array();
    }

    /**
     * The entries of a file, unverified.
     *
     * @throws Problem BAD_REQUEST if it is no such file, is cut short or has too large or too many entries
     */
    public static List<Bytes> read(byte[] file) {
        var buffer = ByteBuffer.wrap(file);
        var magic = new byte[MAGIC.length];
        if (file.length < magic.length || !startsRight(buffer, magic)) {
            throw Problem.bad("this is no file with ledger entries");
        }
        var entries = new ArrayList<Bytes>();
        while (buffer.hasRemaining()) {
            if (entries.size() == ENTRIES_MAX) {
                throw Problem.bad("more than %d entries in one file".formatted(ENTRIES_MAX));
            }
            entries.add(next(buffer));
        }
        return List.copyOf(entries);
    }

    private static boolean startsRight(ByteBuffer buffer, byte[] magic) {
        buffer.get(magic);
        return java.util.Arrays.equals(magic, MAGIC);
    }

    private static Bytes next(ByteBuffer buffer) {
        int size = buffer.remaining() < 4 ? -1 : buffer.getInt();
        if (size < 0 || size > Limits.ENTRY_BYTES_MAX || size > buffer.remaining()) {
            throw Problem.bad("the file with ledger entries is cut short or damaged");
        }
        var entry = new byte[size];
        buffer.get(entry);
        return Bytes.of(entry);
    }
}
