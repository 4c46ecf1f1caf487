package metalplant.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Duration;

/** What a client says to nsqd, as bytes. Names were checked before; they hold neither blanks nor line ends. */
final class Command {
    private Command() {}

    /** Opens the connection: version 2 of the protocol. */
    static byte[] magic() {
        return "  V2".getBytes(US_ASCII);
    }

    static byte[] identify(byte[] json) {
        return withBody("IDENTIFY\n", json);
    }

    static byte[] publish(String topic, byte[] body) {
        return withBody("PUB " + topic + "\n", body);
    }

    static byte[] subscribe(String topic, String channel) {
        return line("SUB " + topic + " " + channel);
    }

    /** How many messages may be under way to us at once. */
    static byte[] ready(int count) {
        return line("RDY " + count);
    }

    static byte[] finish(String messageId) {
        return line("FIN " + messageId);
    }

    static byte[] giveBack(String messageId, Duration wait) {
        return line("REQ " + messageId + " " + wait.toMillis());
    }

    /** The answer to a sign of life. */
    static byte[] nothing() {
        return line("NOP");
    }

    /** Asks for no further messages. */
    static byte[] startClose() {
        return line("CLS");
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(US_ASCII);
    }

    private static byte[] withBody(String line, byte[] body) {
        return ByteBuffer.allocate(line.length() + Integer.BYTES + body.length)
                .put(line.getBytes(US_ASCII))
                .putInt(body.length)
                .put(body)
                .array();
    }
}
