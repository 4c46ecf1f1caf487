package metalplant.model.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinimalCidrsTest {
    private static List<String> minimal(String... cidrs) {
        return MinimalCidrs.of(Stream.of(cidrs).map(Cidr::parse).toList()).stream()
                .map(Cidr::toString)
                .toList();
    }

    @Test
    void halvesBecomeAWhole() {
        assertThat(minimal("10.0.1.0/24", "10.0.0.0/24")).containsExactly("10.0.0.0/23");
        assertThat(minimal("10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/31")).containsExactly("10.0.0.0/30");
    }

    @Test
    void neighboursThatAreNoHalvesStay() {
        assertThat(minimal("10.0.1.0/24", "10.0.2.0/24")).containsExactly("10.0.1.0/24", "10.0.2.0/24");
    }

    @Test
    void whatIsInsideDisappears() {
        assertThat(minimal("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8", "10.255.255.255/32"))
                .containsExactly("10.0.0.0/8");
    }

    @Test
    void familiesAreNeverMixed() {
        assertThat(minimal("::/1", "8000::/1", "0.0.0.0/1", "128.0.0.0/1")).containsExactly("0.0.0.0/0", "::/0");
        assertThat(minimal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSameAddressesAreCoveredAndNothingCanBeJoined(long seed) {
        var random = new Random(seed);
        var cidrs = new ArrayList<Cidr>();
        for (int i = 0; i < 40; i++) {
            var base = new IpAddress(AddressFamily.IPV4, BigInteger.valueOf(random.nextInt(256)));
            cidrs.add(new Cidr(base, 26 + random.nextInt(7)));
        }

        var minimal = MinimalCidrs.of(cidrs);

        assertThat(addresses(minimal)).isEqualTo(addresses(cidrs));
        assertThat(MinimalCidrs.of(minimal)).isEqualTo(minimal);
        for (int i = 1; i < minimal.size(); i++) {
            var parent = new Cidr(minimal.get(i).base(), minimal.get(i).length() - 1);
            var lower = minimal.get(i - 1);
            assertThat(parent.contains(lower)
                            && lower.length() == minimal.get(i).length())
                    .isFalse();
        }
    }

    private static Set<Integer> addresses(List<Cidr> cidrs) {
        var all = new HashSet<Integer>();
        for (var cidr : cidrs) {
            for (int i = cidr.first().value().intValue();
                    i <= cidr.last().value().intValue();
                    i++) {
                all.add(i);
            }
        }
        return all;
    }
}
