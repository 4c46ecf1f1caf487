package metalplant.rack.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final SplittableRandom chance = new SplittableRandom(1);

    @Test
    void aNamedFaultStrikesItsServersAndDrawsNothing() {
        var faults = Faults.parse("wrong-cable=m3+m7");

        assertThat(faults.strikes(Fault.WRONG_CABLE, "m3", chance)).isTrue();
        assertThat(faults.strikes(Fault.WRONG_CABLE, "m4", chance)).isFalse();
        assertThat(faults.strikes(Fault.BMC_SILENT, "m3", chance)).isFalse();
        assertThat(chance.nextLong()).isEqualTo(new SplittableRandom(1).nextLong());
    }

    @Test
    void aShareStrikesAboutSoOften() {
        var faults = Faults.parse(" crash-in-install = 0.1 , dead-wait=1");

        long struck = IntStream.range(0, 10_000)
                .filter(_ -> faults.strikes(Fault.CRASH_IN_INSTALL, "m1", chance))
                .count();

        assertThat(struck).isBetween(900L, 1100L);
        assertThat(faults.strikes(Fault.DEAD_WAIT, "m1", chance)).isTrue();
    }

    @Test
    void whatIsNotUnderstoodIsRefusedByName() {
        for (String wrong : new String[] {"fire=1", "wrong-cable", "wrong-cable=", "wrong-cable=x3", "dead-wait=1.5"}) {
            assertThatThrownBy(() -> Faults.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.substring(0, 4));
        }
        assertThat(Faults.parse("").strikes(Fault.DEAD_WAIT, "m1", chance)).isFalse();
    }
}
