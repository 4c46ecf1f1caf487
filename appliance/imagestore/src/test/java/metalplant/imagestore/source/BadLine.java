package metalplant.imagestore.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A line to a server that breaks: all of its connections at once, each time so many more bytes have passed. */
final class BadLine implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final Deque<Long> cuts;
    private final AtomicLong passed = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean down;
    private volatile int done;

    BadLine(int server, List<Long> cuts) {
        try {
            this.server = server;
            this.cuts = new ArrayDeque<>(cuts);
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    int cutsDone() {
        return done;
    }

    /** While it is down, whoever calls is let in and hung up on. */
    void down(boolean is) {
        down = is;
        if (is) {
            open.forEach(BadLine::end);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var near = door.accept();
                if (down) {
                    end(near);
                    continue;
                }
                var far = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> pump(near, far, false));
                Thread.ofVirtual().start(() -> pump(far, near, true));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counts) {
        var buffer = new byte[16 << 10];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
                if (counts) {
                    count(read);
                }
            }
        } catch (IOException _) {
            // The other one was ended.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized void count(int bytes) {
        passed.addAndGet(bytes);
        if (!cuts.isEmpty() && passed.get() >= cuts.getFirst()) {
            cuts.removeFirst();
            done++;
            open.forEach(BadLine::end);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            open.forEach(BadLine::end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
