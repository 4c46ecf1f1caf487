package metalplant.bootstrap.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class TestInternetTest {
    @Test
    void partitionsOfTheReadmeHaveDifferentAddresses() {
        var prefixes = Stream.of("plant", "plant-a", "plant-b", "a", "b", "alpha", "beta", "gamma")
                .map(TestInternet::of)
                .toList();

        assertThat(prefixes).doesNotHaveDuplicates();
    }

    @Test
    void aNameAlwaysHasTheSamePartOfTheRangeForTests() {
        var range = Cidr.parse("198.18.0.0/15");
        var prefixes = IntStream.range(0, 1_000)
                .mapToObj(number -> TestInternet.of("partition-" + number))
                .toList();

        assertThat(prefixes).allMatch(range::contains).allMatch(prefix -> prefix.length() == 21);
        assertThat(prefixes.stream().distinct()).hasSize(64);
        assertThat(TestInternet.of("fra-eqx-01")).isEqualTo(TestInternet.of("fra-eqx-01"));
    }
}
