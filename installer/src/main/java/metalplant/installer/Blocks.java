package metalplant.installer;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** A disk, or a file in place of one. Offsets and lengths are in bytes. */
public final class Blocks implements AutoCloseable {
    /** What devices that are read around the cache want of offsets, lengths and memory. */
    private static final int ALIGNMENT = 4096;

    private final Path path;
    private final FileChannel channel;
    private final boolean direct;

    private Blocks(Path path, FileChannel channel, boolean direct) {
        this.path = path;
        this.channel = channel;
        this.direct = direct;
    }

    public static Blocks toRead(Path path) {
        try {
            return new Blocks(path, FileChannel.open(path, StandardOpenOption.READ), false);
        } catch (IOException e) {
            throw failed(path, "opened", e);
        }
    }

    public static Blocks toWrite(Path path) {
        try {
            return new Blocks(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
        } catch (IOException e) {
            throw failed(path, "opened for writing", e);
        }
    }

    /**
     * To read what the disk has and not what the kernel remembers of it. Where the file system cannot do that, it is read as any
     * other.
     */
    public static Blocks toVerify(Path path) {
        try {
            return new Blocks(path, FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT), true);
        } catch (IOException | UnsupportedOperationException e) {
            return toRead(path);
        }
    }

    /** Memory that every way of reading accepts. */
    public static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes + ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .limit(bytes);
    }

    public Path path() {
        return path;
    }

    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(path, "read", e);
        }
    }

    /** Fills the buffer up to its limit. */
    public void read(long offset, ByteBuffer into) {
        into.position(0);
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position()) < 0) {
                    throw Problem.of(
                            ProblemCode.DISK_FAILED,
                            "%s ends at %d bytes, before what is needed of it"
                                    .formatted(path, offset + into.position()));
                }
                if (direct && into.position() % ALIGNMENT != 0) {
                    throw Problem.of(ProblemCode.DISK_FAILED, "%s gave half a block".formatted(path));
                }
            }
        } catch (IOException e) {
            throw failed(path, "read", e);
        }
        into.flip();
    }

    public byte[] read(long offset, int length) {
        var buffer = ByteBuffer.allocate(length);
        read(offset, buffer);
        return buffer.array();
    }

    public void write(long offset, ByteBuffer from) {
        try {
            var at = offset;
            while (from.hasRemaining()) {
                at += channel.write(from, at);
            }
        } catch (IOException e) {
            throw failed(path, "written", e);
        }
    }

    /** Returns when the disk says that it has everything. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed(path, "written", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, "closed", e);
        }
    }

    private static Problem failed(Path path, String what, IOException e) {
        return Problem.of(
                        ProblemCode.DISK_FAILED,
                        "%s cannot be %s: %s".formatted(path, what, String.valueOf(e.getMessage())))
                .because(e);
    }
}
