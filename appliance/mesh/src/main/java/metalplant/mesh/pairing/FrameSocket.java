package metalplant.mesh.pairing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.World;

/**
 * Frames over a socket: bounded in size, and in time however the other side drips or does not read. Sums up what was said.
 */
final class FrameSocket implements AutoCloseable {
    /** Bytes of one frame. */
    static final int FRAME_MAX = 16 * 1024;

    private static final int DRAIN_MAX = 4 * FRAME_MAX;
    private static final int REASON_MAX = 300;
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Socket socket;
    private final World world;
    private final MessageDigest transcript = sha256();
    private final World.Cancel slow;
    private final World.Cancel hard;
    private volatile boolean late;

    /** @param within for everything that both sides have to say */
    FrameSocket(Socket socket, Duration within, World world) throws IOException {
        this.socket = socket;
        this.world = world;
        socket.setTcpNoDelay(true);
        this.slow = world.after(within, this::tooLate);
        this.hard = world.after(within.plus(FAREWELL), this::close);
    }

    /** Another, shorter time for what comes next; cancelled when it came. */
    World.Cancel expectWithin(Duration time) {
        return world.after(time, this::tooLate);
    }

    /** Ends the reading, not the writing, so that the other side can still be told why. */
    private void tooLate() {
        late = true;
        try {
            socket.shutdownInput();
        } catch (IOException _) {
            // It ended by itself.
        }
    }

    /** Sends a frame. */
    void send(Frame frame) throws IOException {
        var bytes = CanonicalForm.encode(Frame.class, frame);
        note(bytes);
        write(bytes);
    }

    private void write(byte[] bytes) throws IOException {
        var framed = ByteBuffer.allocate(4 + bytes.length);
        framed.putInt(bytes.length).put(bytes);
        socket.getOutputStream().write(framed.array());
        socket.getOutputStream().flush();
    }

    /**
     * The next frame, which has to be of this type.
     *
     * @throws Refusal if it is not, or the other side refuses
     */
    <F extends Frame> F receive(Class<F> type) throws IOException, Refusal {
        var bytes = read();
        var frame = decode(bytes);
        if (frame instanceof Frame.Refused refused) {
            throw new Refusal("the other plant says: " + printable(refused.why()), true);
        }
        if (!type.isInstance(frame)) {
            throw new Refusal(
                    "a %s came where a %s belongs".formatted(frame.getClass().getSimpleName(), type.getSimpleName()));
        }
        note(bytes);
        return type.cast(frame);
    }

    private byte[] read() throws IOException, Refusal {
        try {
            var in = new DataInputStream(socket.getInputStream());
            int size = in.readInt();
            if (size < 0 || size > FRAME_MAX) {
                throw new Refusal("a frame of more than %d bytes, or no frame at all".formatted(FRAME_MAX));
            }
            var bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new EOFException();
            }
            return bytes;
        } catch (EOFException | SocketException e) {
            throw late
                    ? new Refusal("it took too long")
                    : new Refusal("the other side ended the connection in the middle", true);
        }
    }

    private static Frame decode(byte[] bytes) throws Refusal {
        try {
            return CanonicalForm.decode(Frame.class, bytes);
        } catch (UnknownKind e) {
            throw new Refusal("a frame of a newer version: " + e.getMessage());
        } catch (Malformed e) {
            throw new Refusal("this is no pairing: " + e.getMessage());
        }
    }

    private void note(byte[] bytes) {
        transcript.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        transcript.update(bytes);
    }

    /** Hash of all frames so far in the order they were said, each behind its length. */
    Hash transcript() {
        try {
            return new Hash(Bytes.of(((MessageDigest) transcript.clone()).digest()));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    /** Tells the other side why it ends, and gives it a moment to read that: unread input would make the kernel throw it away. */
    void refuse(String why) {
        try {
            write(CanonicalForm.encode(Frame.class, new Frame.Refused(shortened(why))));
            finish();
        } catch (IOException _) {
            // Whoever is gone need not be told.
        }
    }

    /** Waits until the other side has read everything and ended too; bounded. */
    void finish() throws IOException {
        try (var _ = closeIn(FAREWELL)) {
            socket.shutdownOutput();
            var in = socket.getInputStream();
            int left = DRAIN_MAX;
            for (int one = in.read(); one >= 0 && left > 0; one = in.read()) {
                left--;
            }
        }
    }

    private Closing closeIn(Duration time) {
        var timer = world.after(time, this::close);
        return timer::cancel;
    }

    /** An AutoCloseable that throws nothing. */
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private static String printable(String text) {
        return shortened(text.replaceAll("[^\\p{Print}]", " "));
    }

    private static String shortened(String text) {
        return text.length() <= REASON_MAX ? text : text.substring(0, REASON_MAX);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        slow.cancel();
        hard.cancel();
        try {
            socket.close();
        } catch (IOException _) {
            // Closed is what it should be.
        }
    }
}
