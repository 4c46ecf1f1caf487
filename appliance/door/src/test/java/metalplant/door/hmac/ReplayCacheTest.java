package metalplant.door.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.door.hmac.ReplayCache.Verdict;
import org.junit.jupiter.api.Test;

class ReplayCacheTest {
    private static final int ENTRIES_MAX = 200;
    private static final long LIFETIME = 15;

    private final ReplayCache cache = new ReplayCache(ENTRIES_MAX);

    @Test
    void whatWasSeenUnderAClockThatWasAheadKeepsNothingElse() {
        // given
        long wrong = 2_000_000_000;
        assertThat(cache.check(1, 1, wrong + LIFETIME, wrong)).isEqualTo(Verdict.FRESH);

        // when the clock is right again, for far more requests than can be remembered
        for (long now = 1_000_000_000; now < 1_000_001_000; now++) {
            assertThat(cache.check(now, 1, now + LIFETIME, now)).isEqualTo(Verdict.FRESH);
        }

        // then
        assertThat(cache.size()).isLessThan(60);
        assertThat(cache.check(1, 2, wrong + LIFETIME, 1_000_001_000))
                .as("and it is remembered itself")
                .isEqualTo(Verdict.OTHER);
    }
}
