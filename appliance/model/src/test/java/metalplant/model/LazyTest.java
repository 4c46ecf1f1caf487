package metalplant.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyTest {
    @Test
    void nothingIsMadeBeforeItIsWantedAndThenOnce() {
        // given
        var made = new AtomicInteger();
        var lazy = new Lazy<>(made::incrementAndGet);
        assertThat(lazy.ifMade()).isEmpty();

        // when
        var first = lazy.get();
        var second = lazy.get();

        // then
        assertThat(first).isEqualTo(1);
        assertThat(second).isEqualTo(1);
        assertThat(lazy.ifMade()).contains(1);
    }

    @Test
    void aMakerThatFailsIsAskedAgain() {
        // given
        var asked = new AtomicInteger();
        var lazy = new Lazy<>(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return "made";
        });

        // when, then
        assertThatThrownBy(lazy::get).hasMessage("not yet");
        assertThat(lazy.get()).isEqualTo("made");
    }
}
