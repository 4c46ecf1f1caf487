package metalplant.wireguard.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    @Test
    void answersGiveLossAndRoundTrip() {
        var probe = Probe.parse("""
                PING fd00::2(fd00::2) from fd00::1 pmesh01a: 56 data bytes

                --- fd00::2 ping statistics ---
                4 packets transmitted, 3 received, 25% packet loss, time 403ms
                rtt min/avg/max/mdev = 0.456/1.887/4.462/1.824 ms
                """);

        assertThat(probe.loss()).isEqualTo(0.25);
        assertThat(probe.roundTrip()).contains(Duration.ofNanos(1_887_000));
    }

    @Test
    void noAnswerIsALossAndNoError() {
        var probe = Probe.parse("3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 403ms\n");

        assertThat(probe.loss()).isEqualTo(1);
        assertThat(probe.roundTrip()).isEmpty();
    }

    @Test
    void doubledAnswersCountOnce() {
        assertThat(Probe.parse("3 packets transmitted, 3 received, +2 duplicates, 0% packet loss, time 403ms\n")
                        .loss())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ping: unknown host",
                "-1 packets transmitted, 3 received, x",
                "99999999 packets transmitted, 1 received, x"
            })
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Probe.parse(text));
    }
}
