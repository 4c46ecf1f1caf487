package metalplant.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import metalplant.core.bus.Bus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameReaderTest {
    @Test
    void aMessageIsReadAsItWasSent() throws Exception {
        // given
        var bytes = ByteBuffer.allocate(8 + 26 + 2)
                .putInt(4 + 26 + 2)
                .putInt(2)
                .putLong(1_700_000_000_123_456_789L)
                .putShort((short) 0xffff)
                .put("0123456789abcdef".getBytes(UTF_8))
                .put("hi".getBytes(UTF_8))
                .array();

        // when
        var frame = read(bytes);

        // then
        assertThat(frame).isInstanceOfSatisfying(Frame.Delivered.class, delivered -> {
            assertThat(delivered.message().id()).isEqualTo("0123456789abcdef");
            assertThat(delivered.message().attempts()).isEqualTo(65535);
            assertThat(delivered.message().takenAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000L, 123_456_789));
            assertThat(delivered.message().text()).isEqualTo("hi");
        });
    }

    @Test
    void aRefusalCannotForgeALineOfTheLog() throws Exception {
        assertThat(read(frame(1, "E_BAD\nINFO: all is well\u001b[2J".getBytes(UTF_8))))
                .isEqualTo(new Frame.Refusal("E_BAD?INFO: all is well?[2J"));
    }

    @Test
    void anAnswerLargerThanAnyRealOneIsRefused() {
        assertThatThrownBy(() -> read(frame(0, new byte[65 * 1024]))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aMessageTooShortForItsHeaderIsRefused() {
        assertThatThrownBy(() -> read(frame(2, new byte[25]))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aFrameThatIsCutOffIsTheEndOfTheConnection() {
        // given
        var whole = frame(0, "OK".getBytes(UTF_8));

        for (var length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            // when, then
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class).hasMessage("nsqd hung up");
        }
    }

    @Test
    void theLargestMessageFits() throws Exception {
        // given
        var content = ByteBuffer.allocate(26 + Bus.MESSAGE_BYTES_MAX)
                .position(10)
                .put("0123456789abcdef".getBytes(UTF_8))
                .array();

        // when, then
        assertThat(read(frame(2, content)))
                .isInstanceOfSatisfying(
                        Frame.Delivered.class,
                        delivered -> assertThat(delivered.message().body()).hasSize(Bus.MESSAGE_BYTES_MAX));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyBytesAreReadOrRefusedAndNothingElseHappens(long seed) {
        // given: random bytes, half of the time behind a header that is believable
        var random = new Random(seed);
        var bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (random.nextBoolean() && bytes.length >= 8) {
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4).putInt(random.nextInt(4));
        }

        // when, then
        try {
            assertThat(read(bytes)).isNotNull();
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(EOFException.class, ProtocolException.class);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static Frame read(byte[] bytes) throws IOException {
        return new FrameReader(new ByteArrayInputStream(bytes)).read();
    }

    private static byte[] frame(int type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(4 + content.length)
                .putInt(type)
                .put(content)
                .array();
    }
}
