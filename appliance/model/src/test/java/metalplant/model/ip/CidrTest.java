package metalplant.model.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8, 10.255.255.255, 16777216",
        "10.1.2.3/32, 10.1.2.3/32, 10.1.2.3, 1",
        "1.2.3.4/0, 0.0.0.0/0, 255.255.255.255, 4294967296",
        "2001:db8::1/64, 2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, 18446744073709551616",
        "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 340282366920938463463374607431768211456"
    })
    void hostBitsAreMasked(String text, String masked, String last, BigInteger size) {
        var cidr = Cidr.parse(text);

        assertThat(cidr).hasToString(masked);
        assertThat(cidr.last()).hasToString(last);
        assertThat(cidr.size()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/99999999999",
                "10.0.0.0/８"
            })
    void whatIsNoPrefixIsRefused(String text) {
        assertThat(Cidr.tryParse(text)).isEmpty();
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(Problem.class);
    }

    @Test
    void overlapAndContainmentAgreeWithTheirEnds() {
        var random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            var a = small(random);
            var b = small(random);
            boolean overlap = a.first().compareTo(b.last()) <= 0 && b.first().compareTo(a.last()) <= 0;
            boolean inside = a.first().compareTo(b.first()) <= 0 && b.last().compareTo(a.last()) <= 0;
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(overlap);
            assertThat(b.overlaps(a)).isEqualTo(overlap);
            assertThat(a.contains(b)).as("%s in %s", b, a).isEqualTo(inside);
            assertThat(a.contains(b.first())).isEqualTo(a.overlaps(b.first().asHost()));
        }
    }

    private static Cidr small(Random random) {
        return new Cidr(
                new IpAddress(AddressFamily.IPV4, BigInteger.valueOf(random.nextInt(256))), 24 + random.nextInt(9));
    }

    @Test
    void familiesNeverOverlap() {
        assertThat(Cidr.parse("0.0.0.0/0").overlaps(Cidr.parse("::/0"))).isFalse();
        assertThat(Cidr.parse("::/0").contains(IpAddress.parse("10.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 10.0.0.0, true",
        "10.0.0.0/24, 10.0.0.255, true",
        "10.0.0.0/24, 10.0.0.1, false",
        "2001:db8::/64, 2001:db8::, true",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, false"
    })
    void networkAndBroadcastAddressAreReserved(String cidr, String address, boolean reserved) {
        var prefix = new Prefix(new UUID(1, 1), Optional.empty(), "", "n", Cidr.parse(cidr), false, 0, 1);

        assertThat(prefix.reserves(IpAddress.parse(address))).isEqualTo(reserved);
    }
}
