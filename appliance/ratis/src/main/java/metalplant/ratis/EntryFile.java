package metalplant.ratis;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import metalplant.federation.encoding.Limits;
import metalplant.federation.value.Bytes;

/**
 * The applied entries in one file: length, CRC-32C, bytes, entry behind entry. Memory holds eight bytes for each. It need not be
 * durable: what it has is in the last snapshot and in the Raft log behind that, and a start makes it again from these.
 */
final class EntryFile implements AutoCloseable {
    private static final int HEADER = 8;

    private final FileChannel channel;
    private long[] starts = new long[256];
    private int count;
    private long end;

    private EntryFile(FileChannel channel) {
        this.channel = channel;
    }

    /** A file with what is in {@code snapshot}, in the place of what was there. */
    static EntryFile from(Path snapshot, Path file) throws IOException {
        Files.copy(snapshot, file, StandardCopyOption.REPLACE_EXISTING);
        var made = new EntryFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            made.index();
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** A file without entries. */
    static EntryFile empty(Path file) throws IOException {
        return new EntryFile(FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING));
    }

    private void index() throws IOException {
        long size = channel.size();
        for (long at = 0; at < size; at = end) {
            int length = header(at).getInt();
            if (length < 0 || length > Limits.ENTRY_BYTES_MAX || at + HEADER + length > size) {
                throw new IOException("the snapshot is damaged at byte " + at);
            }
            added(at, length);
            entry(count - 1);
        }
    }

    synchronized int count() {
        return count;
    }

    synchronized void add(Bytes entry) throws IOException {
        var bytes = entry.toArray();
        var buffer = ByteBuffer.allocate(HEADER + bytes.length)
                .putInt(bytes.length)
                .putInt(sum(bytes))
                .put(bytes)
                .flip();
        long at = end;
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
        added(at, bytes.length);
    }

    private void added(long at, int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = at;
        end = at + HEADER + length;
    }

    /** Entries from this one on, as many as one message holds. */
    synchronized List<Bytes> from(long from, int max) {
        var list = new ArrayList<Bytes>();
        long bytes = 0;
        for (long i = Math.max(0, from); i < count && list.size() < max && bytes < Exchange.BYTES_MAX; i++) {
            try {
                var entry = entry((int) i);
                bytes += entry.size();
                list.add(entry);
            } catch (IOException e) {
                throw new UncheckedIOException("entry %d cannot be read".formatted(i), e);
            }
        }
        return list;
    }

    /** Every entry, one after the other. */
    void forEach(EntryUse use) throws IOException {
        for (int i = 0; i < count(); i++) {
            use.take(entry(i));
        }
    }

    /** Takes an entry. */
    interface EntryUse {
        void take(Bytes entry) throws IOException;
    }

    private synchronized Bytes entry(int number) throws IOException {
        var header = header(starts[number]);
        int length = header.getInt();
        int sum = header.getInt();
        var buffer = ByteBuffer.allocate(length);
        fill(buffer, starts[number] + HEADER);
        if (sum(buffer.array()) != sum) {
            throw new IOException("entry %d is damaged".formatted(number));
        }
        return Bytes.of(buffer.array());
    }

    private ByteBuffer header(long at) throws IOException {
        var buffer = ByteBuffer.allocate(HEADER);
        fill(buffer, at);
        return buffer.flip();
    }

    private void fill(ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("the file ends inside an entry");
            }
        }
    }

    /** Writes everything to another file and lets it reach the disk. */
    synchronized void copyTo(Path copy) throws IOException {
        try (var out = FileChannel.open(
                copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            long at = 0;
            while (at < end) {
                at += channel.transferTo(at, end - at, out);
            }
            out.force(true);
        }
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
