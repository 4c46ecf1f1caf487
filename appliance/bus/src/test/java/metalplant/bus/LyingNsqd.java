package metalplant.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Something on a port that behaves as a test tells it to, once for each connection. */
final class LyingNsqd implements AutoCloseable {
    static final String PLAIN = "{\"tls_v1\":false}";

    /** What is done with one connection. */
    @FunctionalInterface
    interface Script {
        void play(Talk talk) throws IOException;
    }

    /** One connection from the side of the server. */
    static final class Talk {
        private final Socket socket;
        private final DataInputStream in;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
        }

        /** Reads the magic and the IDENTIFY command, and grants nothing but what is said here. */
        void shakeHands(String granted) throws IOException {
            in.readFully(new byte[4]);
            readLine();
            readBody();
            answer(granted);
        }

        /** Reads a command line up to its end; blocks until it came. */
        String readLine() throws IOException {
            var line = new StringBuilder();
            for (var next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException();
                }
                line.append((char) next);
            }
            return line.toString();
        }

        byte[] readBody() throws IOException {
            var body = new byte[in.readInt()];
            in.readFully(body);
            return body;
        }

        void answer(String text) throws IOException {
            frame(0, text.getBytes(UTF_8));
        }

        void refuse(String text) throws IOException {
            frame(1, text.getBytes(UTF_8));
        }

        void deliver(String id, int attempts, byte[] body) throws IOException {
            frame(
                    2,
                    ByteBuffer.allocate(26 + body.length)
                            .putLong(1_000_000_000L)
                            .putShort((short) attempts)
                            .put(id.getBytes(UTF_8))
                            .put(body)
                            .array());
        }

        void frame(int type, byte[] content) throws IOException {
            raw(ByteBuffer.allocate(8 + content.length)
                    .putInt(4 + content.length)
                    .putInt(type)
                    .put(content)
                    .array());
        }

        void raw(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Blocks until the client hangs up. */
        void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private final ServerSocket server;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Script script;

    LyingNsqd(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(LyingNsqd::closeQuietly);
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> play(socket));
            }
        } catch (IOException _) {
            // the test is over
        }
    }

    private void play(Socket socket) {
        try (socket) {
            script.play(new Talk(socket));
        } catch (IOException _) {
            // the client hung up, which is what most scripts are for
        }
    }

    private static void closeQuietly(Closeable each) {
        try {
            each.close();
        } catch (IOException _) {
            // the test is over
        }
    }
}
