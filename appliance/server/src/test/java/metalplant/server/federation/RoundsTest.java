package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void neitherAProblemNorAnErrorEndsTheRounds() throws InterruptedException {
        var taken = new AtomicInteger();
        var third = new CountDownLatch(1);
        try (var rounds = new Rounds("test", Duration.ofMillis(1), () -> {
            switch (taken.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("not now");
                case 2 -> throw new NoClassDefFoundError("a thread could not be had");
                default -> third.countDown();
            }
        })) {
            rounds.start();

            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
