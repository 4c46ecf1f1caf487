package metalplant.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import java.time.Duration;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class ResetsTest {
    private final SimulatedWorld world = SimulatedWorld.seeded(7);
    private final Resets resets = new Resets(world);

    private void some(int count) {
        for (int i = 0; i < count; i++) {
            resets.another();
        }
    }

    @Test
    void aConnectionOutlivesAnyNumberOfCallsThatAreTakenBackNowAndThen() {
        for (int i = 0; i < 10 * Resets.PER_PERIOD; i++) {
            world.advance(Duration.ofSeconds(3));
            assertThatCode(resets::another).doesNotThrowAnyException();
        }
    }

    @Test
    void aFloodEndsTheConnection() {
        some(Resets.PER_PERIOD);
        assertThatThrownBy(resets::another)
                .isInstanceOfSatisfying(
                        Http2Exception.class, e -> assertThat(e.code()).isEqualTo(Http2ErrorCode.ENHANCE_YOUR_CALM));
    }

    @Test
    void whatWasTakenBackBeforeThePeriodIsForgotten() {
        some(Resets.PER_PERIOD);
        world.advance(Resets.PERIOD.plusSeconds(1));
        assertThatCode(() -> some(Resets.PER_PERIOD)).doesNotThrowAnyException();
    }
}
