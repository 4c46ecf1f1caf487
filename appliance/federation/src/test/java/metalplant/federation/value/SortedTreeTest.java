package metalplant.federation.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedTreeTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itBehavesAsAMapThatNobodyElseChanges(long seed) {
        // given
        var random = new Random(seed);
        var expected = new TreeMap<Integer, Integer>();
        SortedTree<Integer, Integer> tree = SortedTree.empty();
        for (int i = 0; i < 2_000; i++) {
            // when
            int key = random.nextInt(200);
            var before = tree;
            var pairsBefore = before.pairs();
            if (random.nextInt(3) == 0) {
                expected.remove(key);
                tree = tree.without(key);
            } else {
                expected.put(key, i);
                tree = tree.with(key, i);
            }
            // then
            assertThat(before.pairs()).isEqualTo(pairsBefore);
            assertThat(tree.size()).isEqualTo(expected.size());
            int probe = random.nextInt(200);
            assertThat(tree.get(probe).orElse(null)).isEqualTo(expected.get(probe));
            assertThat(tree.floor(probe).map(SortedTree.Pair::key).orElse(null)).isEqualTo(expected.floorKey(probe));
            assertThat(tree.between(probe, probe + 20))
                    .isEqualTo(List.copyOf(expected.subMap(probe, probe + 20).values()));
        }
        assertThat(tree.keys()).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(tree.values()).isEqualTo(List.copyOf(expected.values()));
    }
}
