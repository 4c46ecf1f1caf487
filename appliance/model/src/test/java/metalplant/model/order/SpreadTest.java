package metalplant.model.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static Place place(String zone, String partition, int free) {
        return new Place("north", zone, partition, "net", free, "");
    }

    private static List<String> partitions(List<Place> places) {
        return places.stream().map(Place::partition).sorted().toList();
    }

    @Test
    void zonesAndThenPartitionsGetMachinesInTurn() {
        var places = List.of(place("b", "b1", 9), place("a", "a1", 9), place("a", "a2", 9));

        assertThat(partitions(Spread.plan(Rule.STRICT, 5, List.of(), places, List.of())))
                .containsExactly("a1", "a1", "a2", "b1", "b1");
        assertThat(partitions(Spread.plan(Rule.STRICT, 1, List.of(), places, List.of())))
                .containsExactly("a1");
    }

    @Test
    void aPlaceThatIsUnfitIsNone() {
        var places =
                List.of(place("a", "a1", 9), new Place("north", "b", "b1", "", 9, "the project has no network there"));

        assertThatThrownBy(() -> Spread.plan(Rule.STRICT, 2, List.of(), places, List.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("b1 (plant north) 9, but the project has no network there");
        assertThat(partitions(Spread.plan(Rule.BEST_EFFORT, 2, List.of(), places, List.of())))
                .containsExactly("a1", "a1");
    }

    @Test
    void aZoneThatWasNamedCountsAlsoIfNobodyHasItAndOthersDoNot() {
        var places = List.of(place("a", "a1", 9), place("c", "c1", 9));

        assertThatThrownBy(() -> Spread.plan(Rule.STRICT, 2, List.of("a", "b"), places, List.of()))
                .hasMessageContaining("b: no partition that answers");
        assertThat(partitions(Spread.plan(Rule.BEST_EFFORT, 2, List.of("a", "b"), places, List.of())))
                .containsExactly("a1", "a1");
    }

    @Test
    void nothingAnywhereIsRefusedByBestEffortToo() {
        assertThatThrownBy(() -> Spread.plan(Rule.BEST_EFFORT, 1, List.of(), List.of(), List.of("south")))
                .hasMessageContainingAll("no partition lies in a zone", "not heard of: plant south");
    }

    @Test
    void anotherPlaceIsOneThatWasNotTriedAndHasRoom() {
        var places = List.of(place("a", "a1", 1), place("b", "b1", 2), place("c", "c1", 9));
        var taken = List.of(places.get(0), places.get(1), places.get(2));

        assertThat(Spread.instead(places, taken, Set.of("c1"))).contains(places.get(1));
        assertThat(Spread.instead(places, taken, Set.of("b1", "c1"))).isEmpty();
    }

    @Test
    void whatIsDealtOutIsThereAndAsEvenAsItCanBe() {
        var random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            var places = new ArrayList<Place>();
            int zones = 1 + random.nextInt(4);
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                places.add(place("z" + random.nextInt(zones), "p" + i, random.nextInt(5)));
            }
            int free = places.stream().mapToInt(Place::free).sum();
            int count = 1 + random.nextInt(12);
            if (free == 0) {
                continue;
            }
            var dealt = Spread.plan(Rule.BEST_EFFORT, count, List.of(), places, List.of());

            assertThat(dealt).hasSize(Math.min(count, free));
            var perZone = new TreeMap<String, Long>();
            places.forEach(each -> perZone.putIfAbsent(each.zone(), 0L));
            dealt.forEach(each -> perZone.merge(each.zone(), 1L, Long::sum));
            for (var each : places) {
                long used = dealt.stream()
                        .filter(d -> d.partition().equals(each.partition()))
                        .count();
                assertThat(used).isLessThanOrEqualTo(each.free());
            }
            long most = perZone.values().stream().mapToLong(n -> n).max().orElse(0);
            perZone.forEach((zone, used) -> {
                int room = places.stream()
                        .filter(p -> p.zone().equals(zone))
                        .mapToInt(Place::free)
                        .sum();
                // Whoever has less than the others minus one is empty.
                assertThat(used >= most - 1 || used == room).isTrue();
            });
        }
    }
}
