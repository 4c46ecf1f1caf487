package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");

    /** Made {@code daysAgo} days ago each, the oldest first. */
    private static List<Kept> made(int... daysAgo) {
        return IntStream.of(daysAgo)
                .mapToObj(days -> new Kept(
                        new Shelf.Entry("day" + days, 1),
                        Optional.of(new BackupHeader(
                                "p", "p", "v", NOW.minus(Duration.ofDays(days)).toString(), "", "", "")),
                        ""))
                .toList();
    }

    private static List<String> outdated(Retention retention, Instant now, int... daysAgo) {
        return retention.outdated(made(daysAgo), now).stream()
                .map(kept -> kept.entry().name())
                .toList();
    }

    private final Retention retention = new Retention(2, Duration.ofDays(7));

    @Test
    void goesWhatIsNeitherNewNorAmongTheNewest() {
        assertThat(outdated(retention, NOW, 30, 9, 6, 3, 1)).containsExactly("day30", "day9");
    }

    @Test
    void theNewestStayHoweverOldTheyAre() {
        assertThat(outdated(retention, NOW, 900, 800, 700)).containsExactly("day900");
    }

    @Test
    void manyInADayTakeNoneAway() {
        assertThat(outdated(retention, NOW, 1, 1, 1, 1, 0, 0)).isEmpty();
    }

    @Test
    void aClockThatWentBackTakesNoneAway() {
        assertThat(outdated(retention, Instant.parse("1980-01-01T00:00:00Z"), 30, 9, 6))
                .isEmpty();
    }
}
