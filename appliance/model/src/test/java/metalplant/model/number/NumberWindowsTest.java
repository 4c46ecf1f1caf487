package metalplant.model.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import metalplant.model.number.NumberWindows.Window;
import org.junit.jupiter.api.Test;

class NumberWindowsTest {
    private static final List<NumberWindows> ALL = IntStream.rangeClosed(0, NumberWindows.PLANT_LAST)
            .mapToObj(NumberWindows::new)
            .toList();

    private static void assertDisjoint(List<Window> windows) {
        var sorted =
                windows.stream().sorted(Comparator.comparingLong(Window::first)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i - 1).meets(sorted.get(i)))
                    .as("%s and %s", sorted.get(i - 1), sorted.get(i))
                    .isFalse();
        }
    }

    @Test
    void noAsnOfOnePlantIsOneOfAnotherOrOfTheOtherKind() {
        var asns = new ArrayList<Window>();
        ALL.forEach(plant -> asns.addAll(List.of(plant.machineAsns(), plant.fabricAsns())));

        assertDisjoint(asns);
    }

    @Test
    void noVniOfOnePlantIsOneOfAnother() {
        assertDisjoint(ALL.stream().map(NumberWindows::vnis).toList());
    }

    @Test
    void everyAsnIsAPrivateOneAndEveryVniFitsIntoItsHeader() {
        assertThat(ALL).allSatisfy(plant -> {
            for (var window : List.of(plant.machineAsns(), plant.fabricAsns())) {
                assertThat(window.first()).isGreaterThanOrEqualTo(4_200_000_000L);
                assertThat(window.last()).isLessThanOrEqualTo(4_294_967_294L);
            }
            assertThat(plant.vnis().first()).isPositive();
            assertThat(plant.vnis().last()).isLessThan(1 << 24);
        });
    }

    @Test
    void theFirstPlantGoesOnWithTheNumbersThatALonePlantGives() {
        var first = new NumberWindows(0);

        assertThat(first.machineAsns()).isEqualTo(new Window(4_210_000_001L, 4_210_131_071L));
        assertThat(first.vnis()).isEqualTo(new Window(1, 65_535));
    }

    @Test
    void thereIsNoPlantBehindTheLast() {
        assertThatThrownBy(() -> new NumberWindows(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumberWindows(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
