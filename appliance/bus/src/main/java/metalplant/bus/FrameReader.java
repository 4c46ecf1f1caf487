package metalplant.bus;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import metalplant.core.bus.Bus;
import metalplant.core.bus.Message;

/**
 * Cuts what nsqd sends into frames: 4 bytes of size, 4 of type, the rest; in a message 8 bytes of nanoseconds, 2 of
 * attempts, 16 of id, the body. Nothing is allocated on the word of the sender beyond the bounds here.
 */
final class FrameReader {
    private static final int TYPE_BYTES = 4;
    private static final int ID_BYTES = 16;
    private static final int HEADER_BYTES = Long.BYTES + Short.BYTES + ID_BYTES;
    private static final int FRAME_BYTES_MAX = TYPE_BYTES + HEADER_BYTES + Bus.MESSAGE_BYTES_MAX;
    private static final int TEXT_BYTES_MAX = 64 * 1024;
    private static final int ANSWER = 0;
    private static final int REFUSAL = 1;
    private static final int MESSAGE = 2;

    /** The id is sent back in a line of its own, so it must not be able to end that line. */
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{16}");

    /** For texts of nsqd that go to a log: no line ends, no escapes. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private final DataInputStream in;

    /** Reads exactly what it needs and never ahead, so that the stream may be replaced when TLS begins. */
    FrameReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** The next frame; ends in an EOFException when nsqd hung up, in a ProtocolException when it speaks nonsense. */
    Frame read() throws IOException {
        try {
            return next();
        } catch (EOFException e) {
            throw (EOFException) new EOFException("nsqd hung up").initCause(e);
        }
    }

    private Frame next() throws IOException {
        var size = in.readInt();
        if (size < TYPE_BYTES || size > FRAME_BYTES_MAX) {
            throw new ProtocolException("a frame of " + size + " bytes");
        }
        var type = in.readInt();
        var length = size - TYPE_BYTES;
        return switch (type) {
            case ANSWER -> new Frame.Answer(text(length));
            case REFUSAL -> new Frame.Refusal(UNPRINTABLE.matcher(text(length)).replaceAll("?"));
            case MESSAGE -> new Frame.Delivered(message(length));
            default -> throw new ProtocolException("a frame of unknown type " + type);
        };
    }

    private String text(int length) throws IOException {
        if (length > TEXT_BYTES_MAX) {
            throw new ProtocolException("an answer of " + length + " bytes");
        }
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    private Message message(int length) throws IOException {
        if (length < HEADER_BYTES) {
            throw new ProtocolException("a message of " + length + " bytes");
        }
        var bytes = bytes(length);
        var header = ByteBuffer.wrap(bytes);
        var takenAt = instant(header.getLong());
        var attempts = Short.toUnsignedInt(header.getShort());
        var id = new String(bytes, header.position(), ID_BYTES, StandardCharsets.ISO_8859_1);
        if (!ID.matcher(id).matches()) {
            throw new ProtocolException("a message whose id is no text");
        }
        return new Message(id, attempts, takenAt, Arrays.copyOfRange(bytes, HEADER_BYTES, length));
    }

    private static Instant instant(long nanos) throws ProtocolException {
        try {
            return Instant.ofEpochSecond(0, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw (ProtocolException) new ProtocolException("a message taken at no time").initCause(e);
        }
    }

    private byte[] bytes(int length) throws IOException {
        var bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
