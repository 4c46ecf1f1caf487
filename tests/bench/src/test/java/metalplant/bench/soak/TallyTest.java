package metalplant.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void callsOfAllClientsAreSummedByOperation() {
        var one = new Tally();
        var other = new Tally();
        for (int i = 1; i <= 1000; i++) {
            (i % 2 == 0 ? one : other).took("findMachine", i * 1_000_000L);
        }
        other.failed("findIP", new IOException("503 not now"));
        other.failed("findIP", new IOException("another one"));

        var sums = Tally.sum(List.of(one, other), 100);

        assertThat(Objects.requireNonNull(sums.get("findMachine")).perSecond()).isEqualTo(10);
        assertThat(Objects.requireNonNull(sums.get("findMachine")).percentile(0.99))
                .isEqualTo(990);
        assertThat(Objects.requireNonNull(sums.get("findIP")).errors()).isEqualTo(2);
        assertThat(Objects.requireNonNull(sums.get("findIP")).firstError()).isEqualTo("503 not now");
        assertThat(Objects.requireNonNull(sums.get("findIP")).operations()).isZero();
    }

    @Test
    void theHeapIsTheLastLineOfAHistogram() throws Exception {
        var histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                   1:         12345        1234567  [B (java.base@25)
                Total        345678       23456789
                """;

        assertThat(LiveHeap.total(histogram)).isEqualTo(23_456_789);
        assertThatThrownBy(() -> LiveHeap.total("4711: no such process")).isInstanceOf(IOException.class);
    }

    @Test
    void aClientNeedsAProjectOfItsOwn() {
        assertThatThrownBy(() -> new SoakSettings(100, 10, 100, 11, Duration.ofMinutes(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
