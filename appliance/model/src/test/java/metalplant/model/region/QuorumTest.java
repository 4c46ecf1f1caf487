package metalplant.model.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import metalplant.model.region.Quorum.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    private static List<Duration> millis(double... trips) {
        return java.util.Arrays.stream(trips)
                .mapToObj(each -> Duration.ofNanos((long) (each * 1e6)))
                .toList();
    }

    @Test
    void aSampleHasMedianWorstAndJitter() {
        var sample = LinkSample.of(5, millis(4, 2, 8, 2));

        assertThat(sample)
                .isEqualTo(new LinkSample(
                        5, 4, millis(2).getFirst(), millis(8).getFirst(), Duration.ofNanos(14_000_000 / 3)));
        assertThat(sample.loss()).isEqualTo(0.2, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(LinkSample.of(2, List.of()).loss()).isEqualTo(1);
        assertThat(LinkSample.NOTHING.loss()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "9,100,100,FITS",
        "10,100,100,FITS",
        "10.1,100,100,TUNED",
        "1,99,100,TUNED",
        "50,100,100,TUNED",
        "50.1,100,100,NO",
        "1,98,100,NO",
        "0,0,20,NO",
    })
    void theLimitsAreThoseOfTheTable(double rtt, int answered, int sent, Verdict verdict) {
        var trips = Collections.nCopies(answered, millis(rtt).getFirst());
        assertThat(Quorum.judge(LinkSample.of(sent, trips))).isEqualTo(verdict);
    }

    @Test
    void jitterCountsAsIfItWereTheLine() {
        assertThat(Quorum.judge(LinkSample.of(4, millis(5, 15, 5, 15)))).isEqualTo(Verdict.TUNED);
    }

    @Test
    void theWorstLinkDecidesAndTimersFollowFromIt() {
        var near = LinkSample.of(2, millis(1, 1));
        var far = LinkSample.of(2, millis(45, 45));

        assertThat(Quorum.judge(List.of(near, far))).isEqualTo(Verdict.TUNED);
        assertThat(Quorum.heartbeat(List.of(near, far))).isEqualTo(Duration.ofMillis(100));
        assertThat(Quorum.heartbeat(List.of(LinkSample.of(2, millis(81, 81))))).isEqualTo(Duration.ofMillis(130));
        assertThat(Quorum.election(Duration.ofMillis(130))).isEqualTo(Duration.ofMillis(1_300));
        assertThat(Stream.of(near, far).map(Quorum::judge)).containsExactly(Verdict.FITS, Verdict.TUNED);
    }
}
