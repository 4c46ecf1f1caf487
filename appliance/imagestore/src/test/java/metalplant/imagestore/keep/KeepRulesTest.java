package metalplant.imagestore.keep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import org.junit.jupiter.api.Test;

class KeepRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(100));

    private final KeepRules rules = new KeepRules(new KeepConfig(1, 2, Duration.ofDays(7)));

    private static StoredImage stored(String date, int number) {
        return new StoredImage(
                name(date),
                ImageKind.OS,
                100,
                "%064x".formatted(number),
                "%032x".formatted(number),
                LONG_AGO.plusSeconds(number),
                "a test");
    }

    private static ImageName name(String date) {
        return new ImageName("metal-os/%s/debian/12.0/img.tar.lz4".formatted(date));
    }

    private static Wish wish(String date, Instant expires, boolean inUse) {
        return new Wish(
                name(date),
                ImageKind.OS,
                "image debian-12.0." + date,
                "http://images.plant.internal/" + name(date),
                Optional.of(expires),
                inUse);
    }

    private static List<String> stages(List<StoredImage> images) {
        return images.stream().map(each -> each.name().text().split("/")[1]).toList();
    }

    @Test
    void whatExpiredGoesUnlessAMachineHasIt() {
        var stored = List.of(stored("20260101", 1), stored("20260201", 2), stored("20260301", 3));
        var wishes = List.of(
                wish("20260101", NOW.minus(Duration.ofDays(8)), false),
                wish("20260201", NOW.minus(Duration.ofDays(8)), true),
                wish("20260301", NOW.minus(Duration.ofDays(6)), false));

        assertThat(stages(rules.toRemove(stored, wishes, 0, NOW))).containsExactly("20260101");
    }

    @Test
    void ofWhatNoEntityNamesOnlyTheNewestFewStay() {
        var stored = List.of(stored("20260101", 1), stored("20260201", 2), stored("20260301", 3));

        assertThat(stages(rules.toRemove(stored, List.of(), 0, NOW))).containsExactly("20260101");
        assertThat(stages(rules.toRemove(stored, List.of(wish("20260101", NOW, false)), 0, NOW)))
                .isEmpty();
    }

    @Test
    void whenRoomIsNeededTheOldestGoFirstAndTheLastOfANameLast() {
        var stored = List.of(stored("20260201", 2), stored("20260301", 3));

        assertThat(stages(rules.toRemove(stored, List.of(), 50, NOW))).containsExactly("20260201");
        assertThat(stages(rules.toRemove(stored, List.of(), 150, NOW))).containsExactly("20260201", "20260301");
    }

    @Test
    void howeverMuchRoomIsNeededNothingInUseGoes() {
        var stored = new ArrayList<StoredImage>();
        var wishes = new ArrayList<Wish>();
        for (int i = 1; i <= 9; i++) {
            stored.add(stored("2026010" + i, i));
            wishes.add(wish("2026010" + i, i % 2 == 0 ? NOW.plusSeconds(1) : LONG_AGO, i % 2 == 1));
        }

        assertThat(rules.toRemove(stored, wishes, Long.MAX_VALUE / 2, NOW)).isEmpty();
    }

    @Test
    void aContentThatAnotherNameMeansGivesNoRoom() {
        var one = stored("20260101", 1);
        var same = new StoredImage(name("stable"), one.kind(), one.size(), one.sha256(), one.md5(), one.added(), "x");
        var other = stored("20260201", 2);

        var going =
                rules.toRemove(List.of(one, same, other), List.of(wish("stable", NOW.plusSeconds(1), false)), 100, NOW);

        assertThat(stages(going)).containsExactly("20260101", "20260201");
    }

    @Test
    void theNewestFewAreFetchedAndWhatAMachineHasBeforeThem() {
        var wishes = List.of(
                wish("20260101", LONG_AGO, true),
                wish("20260201", NOW.plusSeconds(1), false),
                wish("20260301", NOW.plusSeconds(1), false),
                wish("20260401", NOW.plusSeconds(1), false));

        assertThat(rules.toFetch(wishes, Set.of(name("20260401")), NOW).stream()
                        .map(each -> each.name().text().split("/")[1]))
                .containsExactly("20260101", "20260301");
    }
}
