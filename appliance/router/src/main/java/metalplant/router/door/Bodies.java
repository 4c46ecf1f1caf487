package metalplant.router.door;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Reads bodies whole, because the replay check and the search for the plant need them; few large ones at a time. Once read they are bounded
 * by the places of the plant they go to, so that a plant that hangs keeps nobody else's out.
 */
final class Bodies {
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int SMALL_BYTES = 64 * 1024;
    private static final int LARGE_AT_A_TIME = 4;
    private static final int WAIT_SECONDS = 5;

    private final Semaphore large = new Semaphore(LARGE_AT_A_TIME);

    /** @throws Problem BODY_TOO_LARGE, TOO_BUSY, or BAD_REQUEST if it ends early */
    byte[] read(ServerRequest req) {
        if (!req.content().hasEntity()) {
            return new byte[0];
        }
        if (req.headers().contentLength().orElse(0) > MAX_BYTES) {
            throw tooLarge();
        }
        try {
            var in = req.content().inputStream();
            var head = in.readNBytes(SMALL_BYTES);
            return head.length < SMALL_BYTES ? head : rest(head, in);
        } catch (IOException | UncheckedIOException e) {
            throw Problem.bad("the body of the request ended early").because(e);
        }
    }

    private byte[] rest(byte[] head, InputStream in) throws IOException {
        requireRoom();
        try {
            var tail = in.readNBytes(MAX_BYTES - head.length + 1);
            if (head.length + tail.length > MAX_BYTES) {
                throw tooLarge();
            }
            var whole = Arrays.copyOf(head, head.length + tail.length);
            System.arraycopy(tail, 0, whole, head.length, tail.length);
            return whole;
        } finally {
            large.release();
        }
    }

    private void requireRoom() {
        try {
            if (large.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Problem.of(ProblemCode.TOO_BUSY, "too many large bodies at once, try again");
    }

    private static Problem tooLarge() {
        return Problem.of(
                ProblemCode.BODY_TOO_LARGE,
                "the body is larger than the %d MiB that pass this door".formatted(MAX_BYTES / 1024 / 1024));
    }
}
