package metalplant.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import metalplant.core.bus.Redelivery;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final NsqTimings TIMINGS = new NsqTimings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMillis(450),
            Duration.ofSeconds(1),
            Redelivery.DEFAULT);

    private final Retry retry = new Retry(new SystemWorld(), TIMINGS);

    @Test
    void waitsDoubleUpToTheLongest() {
        assertThat(retry.failed()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(retry.failed()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(retry.failed()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        for (var i = 0; i < 100; i++) {
            assertThat(retry.failed()).isBetween(Duration.ofMillis(225), Duration.ofMillis(450));
        }
    }

    @Test
    void aSuccessBeginsAnew() {
        // given
        retry.failed();
        retry.failed();

        // when
        retry.succeeded();

        // then
        assertThat(retry.failed()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
}
