package metalplant.mesh.pairing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Somebody in the middle: passes frames on and may change, keep or drop each of them. Takes one connection after the other. */
final class Relay implements AutoCloseable {
    /** Instead of a frame: both lines are cut. */
    static final byte[] CUT = {};

    /** What the one in the middle does. */
    interface Change {
        /**
         * @param number of the frame in its direction, from 0
         * @return what is passed on
         */
        byte[] frame(boolean toDoor, int number, byte[] bytes);
    }

    private final ServerSocket listening;
    private final int door;
    private final Change change;
    private final List<byte[]> heard = new ArrayList<>();

    Relay(int door, Change change) throws IOException {
        this.listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        this.door = door;
        this.change = change;
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What the joining side said, frame by frame. */
    synchronized List<byte[]> heard() {
        return List.copyOf(heard);
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                var caller = listening.accept();
                var called = new Socket(InetAddress.getLoopbackAddress(), door);
                Thread.ofVirtual().start(() -> pump(caller, called, true));
                Thread.ofVirtual().start(() -> pump(called, caller, false));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean toDoor) {
        try {
            var in = new DataInputStream(from.getInputStream());
            for (int number = 0; ; number++) {
                int size = in.readInt();
                var bytes = in.readNBytes(size);
                if (toDoor) {
                    note(bytes);
                }
                var passed = change.frame(toDoor, number, bytes);
                if (passed == CUT) {
                    from.close();
                    to.close();
                    return;
                }
                send(to.getOutputStream(), passed);
            }
        } catch (IOException _) {
            try {
                to.shutdownOutput();
            } catch (IOException _) {
                // Ended.
            }
        }
    }

    private synchronized void note(byte[] bytes) {
        heard.add(bytes);
    }

    static void send(OutputStream out, byte[] bytes) throws IOException {
        out.write(ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
