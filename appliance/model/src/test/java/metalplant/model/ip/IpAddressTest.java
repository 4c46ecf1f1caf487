package metalplant.model.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    /** RFC 5952, 4: no leading zeros, the longest run of zeros shortened, the first of equal ones, never a single one, lower case. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8::0001, 2001:db8::1",
        "2001:DB8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "fe80:0:0:0:0:0:0:ABCD, fe80::abcd",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0"
    })
    void textIsCanonical(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.+4",
                "1.2.3.-4",
                "1..3.4",
                "1.2.3.4 ",
                "0x1.2.3.4",
                "１.2.3.4",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "[::1]",
                "::ffff:1.2.3.4",
                "::1/64",
                "localhost",
                "2001:db8::1\u0000",
                "1.2.3.4\n",
                "0000000000000000000000000000000000000000000000::1"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThat(IpAddress.tryParse(text)).isEmpty();
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(Problem.class);
    }

    @Test
    void aVeryLongTextIsNotRepeatedInTheAnswer() {
        assertThatThrownBy(() -> IpAddress.parse("1".repeat(1_000_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var random = new Random(5952);
        for (int i = 0; i < 5_000; i++) {
            var value = new BigInteger(128, random);
            // Runs of zeros are what shortening is about.
            for (int group = 0; group < 8; group++) {
                if (random.nextBoolean()) {
                    value = value.andNot(BigInteger.valueOf(0xffff).shiftLeft(16 * group));
                }
            }
            // The IPv4-mapped range is no IPv6 of ours.
            value = value.setBit(127);
            var address = new IpAddress(AddressFamily.IPV6, value);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
        for (int i = 0; i < 5_000; i++) {
            var address = new IpAddress(AddressFamily.IPV4, new BigInteger(32, random));
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
    }

    @Test
    void ipv4ComesBeforeIpv6AndThenTheLowerNumber() {
        assertThat(IpAddress.parse("255.0.0.0")).isLessThan(IpAddress.parse("::1"));
        assertThat(IpAddress.parse("9.0.0.0")).isLessThan(IpAddress.parse("10.0.0.0"));
    }

    @Test
    void thereIsNothingBehindTheLastAddress() {
        assertThatThrownBy(() -> IpAddress.parse("255.255.255.255").plus(BigInteger.ONE))
                .isInstanceOf(Problem.class);
    }
}
