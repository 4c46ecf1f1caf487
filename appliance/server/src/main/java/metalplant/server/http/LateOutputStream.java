package metalplant.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens the real stream only when the first buffer is full, so that a failure before that can still be answered with a proper
 * status.
 */
final class LateOutputStream extends OutputStream {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final Supplier<OutputStream> opener;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private Optional<OutputStream> target = Optional.empty();

    LateOutputStream(Supplier<OutputStream> opener) {
        this.opener = opener;
    }

    boolean started() {
        return target.isPresent();
    }

    @Override
    public void write(int b) throws IOException {
        if (filled == buffer.length) {
            drain();
        }
        buffer[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - filled) {
            drain();
        }
        if (length > buffer.length) {
            open().write(bytes, offset, length);
            return;
        }
        System.arraycopy(bytes, offset, buffer, filled, length);
        filled += length;
    }

    /** Does not push anything out: the generator flushes more often than we want to write. */
    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        drain();
        open().close();
    }

    private void drain() throws IOException {
        open().write(buffer, 0, filled);
        filled = 0;
    }

    private OutputStream open() {
        if (target.isEmpty()) {
            target = Optional.of(opener.get());
        }
        return target.get();
    }
}
