package metalplant.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import metalplant.console.access.Gate;
import metalplant.console.access.Limits;
import metalplant.console.line.Escape;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Limits FEW = new Limits(4, 3, 2, 3, 2, Duration.ofSeconds(30), Duration.ofHours(1));

    private final HandWorld world = new HandWorld(Instant.EPOCH);
    private final Gate gate = new Gate(FEW, world);

    @Test
    void oneAddressHasFewPlacesAndAnotherOneHasItsOwn() {
        gate.opened(1, "a");
        gate.opened(2, "a");
        assertThat(gate.refusal("a")).isPresent();
        assertThat(gate.refusal("b")).isEmpty();
        gate.loggedIn(1);
        assertThat(gate.refusal("a")).isEmpty();
    }

    @Test
    void whoeverFailsTooOftenIsNotListenedToForAMinute() {
        for (int i = 0; i < 2; i++) {
            gate.opened(i, "a");
            gate.closed(i);
        }
        assertThat(gate.refusal("a")).isPresent();
        world.passes(Duration.ofMinutes(1));
        assertThat(gate.refusal("a")).isEmpty();
        assertThat(gate.count().open()).isZero();
    }

    @Test
    void whatIsTypedIsToldFromWhatIsMeantForUsWhereverItIsCut() {
        var text = "ab\u001d?c\u001d\u001dd\u001dx".getBytes(StandardCharsets.ISO_8859_1);
        var escape = new Escape();
        var typed = new StringBuilder();
        var orders = new java.util.ArrayList<Escape.Order>();
        for (var each : text) {
            for (var part : escape.read(new byte[] {each}, 1)) {
                switch (part) {
                    case Escape.Typed bytes -> typed.append(new String(bytes.bytes(), StandardCharsets.ISO_8859_1));
                    case Escape.Order order -> orders.add(order);
                }
            }
        }
        assertThat(typed).hasToString("abc\u001dd");
        assertThat(orders).isEqualTo(List.of(Escape.Order.HELP, Escape.Order.UNKNOWN));
    }
}
