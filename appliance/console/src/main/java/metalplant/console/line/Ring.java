package metalplant.console.line;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import metalplant.mesh.files.AtomicFile;

/**
 * What a console printed last, in files: {@code UUID.0} grows to {@link #PART} bytes and becomes {@code UUID.1} then, so that there are always
 * the last {@link #PART} bytes and at most twice as many. Where the present allocation began is kept beside it: an owner is shown nothing from
 * before. What is written survives the end of this process; of a power cut the last seconds may be gone.
 *
 * <p>Called by one thread at a time. A disk that takes nothing is said once, and the console goes on.
 */
final class Ring implements AutoCloseable {
    static final int PART = 64 << 10;

    private static final System.Logger LOG = System.getLogger(Ring.class.getName());
    /** No allocation has this mark: nothing is known of what was printed before. */
    private static final String NOBODY = "?";

    private final Path newer;
    private final Path older;
    private final Path marks;
    private String mark;
    /** Bytes at the end that were printed under {@link #mark}. */
    private long since;

    private long written;
    private FileChannel channel;
    private boolean broken;

    private Ring(Path folder, String machine) throws IOException {
        this.newer = folder.resolve(machine + ".0");
        this.older = folder.resolve(machine + ".1");
        this.marks = folder.resolve(machine + ".mark");
        this.channel = open();
        this.written = channel.size();
        var known = Files.exists(marks) ? AtomicFile.read(marks).split("\n", -1) : new String[] {NOBODY};
        this.mark = known[0];
        this.since = known.length > 1 && known[1].matches("[0-9]{1,12}")
                ? Math.max(0, stored() - Long.parseLong(known[1]))
                : known.length > 1 ? stored() : 0;
    }

    static Ring open(Path folder, String machine) throws IOException {
        return new Ring(folder, machine);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                newer,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private long stored() throws IOException {
        return written + (Files.exists(older) ? Files.size(older) : 0);
    }

    void add(byte[] bytes) {
        try {
            for (int from = 0; from < bytes.length; ) {
                if (written >= PART) {
                    turn();
                }
                int length = (int) Math.min(bytes.length - from, PART - written);
                for (var buffer = ByteBuffer.wrap(bytes, from, length); buffer.hasRemaining(); ) {
                    channel.write(buffer);
                }
                written += length;
                since += length;
                from += length;
            }
            broken = false;
        } catch (IOException e) {
            complain(e);
        }
    }

    /** The mark's place is counted from the beginning of what is stored, and that moves. */
    private void turn() throws IOException {
        channel.close();
        Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
        channel = open();
        written = 0;
        since = Math.min(since, PART);
        writeMark();
    }

    /** From now on it is printed for this allocation. */
    void begin(String allocation) {
        if (!allocation.equals(mark)) {
            mark = allocation;
            since = 0;
            try {
                writeMark();
            } catch (IOException e) {
                complain(e);
            }
        }
    }

    private void writeMark() throws IOException {
        AtomicFile.write(marks, "%s\n%d".formatted(mark, stored() - since).getBytes(UTF_8), AtomicFile.SECRET);
    }

    private void complain(IOException e) {
        if (!broken) {
            LOG.log(WARNING, "what consoles print is not kept file=" + newer, e);
        }
        broken = true;
    }

    /**
     * The last bytes.
     *
     * @param all also what was printed before the present allocation
     */
    byte[] last(boolean all, int max) {
        try {
            var now = Files.readAllBytes(newer);
            var before = Files.exists(older) ? Files.readAllBytes(older) : new byte[0];
            var both = Arrays.copyOf(before, before.length + now.length);
            System.arraycopy(now, 0, both, before.length, now.length);
            int shown = (int) Math.min(Math.min(both.length, max), all ? Integer.MAX_VALUE : since);
            return Arrays.copyOfRange(both, both.length - shown, both.length);
        } catch (IOException e) {
            complain(e);
            return new byte[0];
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            complain(e);
        }
    }
}
