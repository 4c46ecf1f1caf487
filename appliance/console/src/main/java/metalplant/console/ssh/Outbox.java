package metalplant.console.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one terminal is still to be sent. A terminal that does not read holds up nobody: when it is {@link #BYTES_MAX} behind, what comes is left
 * out, and it is told how much.
 */
final class Outbox implements AutoCloseable {
    static final int BYTES_MAX = 256 << 10;

    private final OutputStream out;
    private final Runnable broken;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Thread writer;
    private int bytes;
    private long lost;
    private boolean closed;

    /** @param broken called once when nothing can be sent any more */
    Outbox(OutputStream out, Runnable broken) {
        this.out = out;
        this.broken = broken;
        this.writer = Thread.ofVirtual().name("console terminal").start(this::write);
    }

    synchronized void put(byte[] each) {
        if (closed) {
            return;
        }
        if (bytes + each.length > BYTES_MAX) {
            lost += each.length;
            return;
        }
        if (lost > 0) {
            add("\r\n[%d bytes are left out here: this terminal reads too slowly]\r\n"
                    .formatted(lost)
                    .getBytes(UTF_8));
            lost = 0;
        }
        add(each);
    }

    private void add(byte[] each) {
        waiting.add(each);
        bytes += each.length;
        notifyAll();
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        var each = waiting.poll();
        if (each == null) {
            return new byte[0];
        }
        bytes -= each.length;
        return each;
    }

    private void write() {
        try {
            for (var each = next(); each.length > 0; each = next()) {
                out.write(each);
                out.flush();
            }
        } catch (IOException e) {
            broken.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what is left, for a moment. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            writer.join(java.time.Duration.ofSeconds(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
    }
}
