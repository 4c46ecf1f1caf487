package metalplant.model.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {
    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void withoutLoadEveryRackIsAsGood() {
        assertThat(Placement.racks(List.of("b", "a"), Map.of(), Optional.empty()))
                .containsExactly("a", "b");
    }

    @Test
    void theTagsDecideWhereBothCannotBeHad() {
        var load = Map.of("a", 0L, "b", 5L);
        var tagged = Map.of("a", 1L, "b", 0L);

        assertThat(Placement.racks(List.of("a", "b"), load, Optional.of(tagged)))
                .containsExactly("b");
    }

    @Test
    void noRackGivesNoRack() {
        assertThat(Placement.racks(List.of(), Map.of("a", 1L), Optional.empty()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theAnswerIsAmongTheRacksAndNoneHasFewerTaggedMachines(int seed) {
        var random = new Random(seed);
        var racks = racks(random);
        var load = loads(random, racks);
        var tagged = loads(random, racks);

        var best = Placement.racks(racks, load, Optional.of(tagged));

        assertThat(best).isNotEmpty().isSubsetOf(racks).isSorted();
        long least =
                racks.stream().mapToLong(r -> tagged.getOrDefault(r, 0L)).min().orElseThrow();
        assertThat(best).allSatisfy(r -> assertThat(tagged.getOrDefault(r, 0L)).isEqualTo(least));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fillingOneByOneKeepsTheRacksEven(int seed) {
        var random = new Random(seed);
        var racks = racks(random);
        var load = new HashMap<String, Long>();
        int machines = random.nextInt(60);
        for (int i = 0; i < machines; i++) {
            var best = Placement.racks(racks, load, Optional.empty());
            load.merge(best.get(random.nextInt(best.size())), 1L, Long::sum);
        }

        long most =
                racks.stream().mapToLong(r -> load.getOrDefault(r, 0L)).max().orElseThrow();
        long least =
                racks.stream().mapToLong(r -> load.getOrDefault(r, 0L)).min().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(1);
    }

    private static List<String> racks(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(8))
                .mapToObj(i -> "rack-" + i)
                .toList();
    }

    private static Map<String, Long> loads(Random random, List<String> racks) {
        var loads = new HashMap<String, Long>();
        for (var rack : new ArrayList<>(racks)) {
            if (random.nextBoolean()) {
                loads.put(rack, (long) random.nextInt(4));
            }
        }
        return loads;
    }
}
