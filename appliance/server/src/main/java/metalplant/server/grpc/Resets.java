package metalplant.server.grpc;

import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import java.time.Duration;
import metalplant.model.World;

/**
 * How many calls a client took back lately. Whoever makes and resets calls in a loop costs the server much and itself nothing
 * (CVE-2023-44487). Helidon 4.4 counts as well, but the wrong way round: a flood starts its count anew each time, while resets that
 * are more than its period apart add up for as long as the connection lasts, and the fifty-first of them ends it.
 *
 * <p>For the thread that reads a connection.
 */
final class Resets {
    /** Far more than machines take back: those that wait do it once per boot. */
    static final int PER_PERIOD = 1000;

    static final Duration PERIOD = Duration.ofSeconds(10);

    private final World world;
    private long begin;
    private int count;

    Resets(World world) {
        this.world = world;
        this.begin = world.nanos();
    }

    /** One more; @throws Http2Exception that ends the connection if there are too many */
    void another() {
        long now = world.nanos();
        if (now - begin > PERIOD.toNanos()) {
            begin = now;
            count = 0;
        }
        count++;
        if (count > PER_PERIOD) {
            throw new Http2Exception(Http2ErrorCode.ENHANCE_YOUR_CALM, "too many calls were taken back at once");
        }
    }
}
