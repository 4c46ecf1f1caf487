package metalplant.wireguard.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.wireguard.plan.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpParserTest {
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OWN = Given.key(1).text();
    private static final String PEER = Given.key(2).text();
    private static final String HEAD = SECRET + "\t" + OWN + "\t51823\toff\n";
    private static final String ROW = PEER + "\t(none)\t10.9.0.2:5002\tfd00::2/128\t1795294629\t524\t580\t25\n";

    @Test
    void aDumpIsReadWithoutItsSecrets() {
        var device = DumpParser.device(HEAD + ROW);

        assertThat(device.key()).contains(Given.key(1));
        assertThat(device.listenPort()).isEqualTo(51_823);
        var peer = device.peer(Given.key(2)).orElseThrow();
        assertThat(peer.endpoint().orElseThrow()).hasToString("10.9.0.2:5002");
        assertThat(peer.allowed()).isEqualTo(List.of(Cidr.parse("fd00::2/128")));
        assertThat(peer.handshakeSeconds()).isEqualTo(1_795_294_629L);
        assertThat(peer.received()).isEqualTo(524);
        assertThat(peer.sent()).isEqualTo(580);
        assertThat(peer.keepaliveSeconds()).isEqualTo(25);
        assertThat(device.toString()).doesNotContain(SECRET);
    }

    @Test
    void aFreshInterfaceHasNothing() {
        var device = DumpParser.device("(none)\t(none)\t0\toff\n");

        assertThat(device.key()).isEmpty();
        assertThat(device.peers()).isEmpty();
    }

    @Test
    void anEndpointOfIpv6AndAPeerWithoutAnythingAreRead() {
        var text = HEAD + PEER + "\t" + SECRET + "\t[2001:db8::2]:5002\t(none)\t0\t0\t0\toff\n";

        assertThat(DumpParser.device(text).peers().getFirst().endpoint().orElseThrow())
                .hasToString("[2001:db8::2]:5002");
    }

    @Test
    void allInterfacesAreReadByName() {
        var text = "wg0\t" + HEAD + "wg0\t" + ROW + "wg1\t" + HEAD;

        var all = DumpParser.all(text);

        assertThat(all.keySet()).containsExactly("wg0", "wg1");
        assertThat(all.firstEntry().getValue().peers()).hasSize(1);
        assertThat(DumpParser.all("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "x",
                "a\tb\tc\td\n",
            })
    void whatHasNoHeadIsRefused(String text) {
        refused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "524|-1",
                "524|1e9",
                "524|99999999999999999999",
                "524| 524",
                "524|0524",
                "10.9.0.2:5002|10.9.0.2",
                "10.9.0.2:5002|10.9.0.2:65536",
                "10.9.0.2:5002|example.org:5002",
                "10.9.0.2:5002|[10.9.0.2]:5002",
                "10.9.0.2:5002|fd00::2:5002",
                "fd00::2/128|fd00::2/129",
                "fd00::2/128|fd00::2/128,",
                "fd00::2/128|",
                "(none)|nonsense",
                "25|65536",
                "25|on",
                "off|0xZ",
                "51823|70000",
            })
    void oneOddFieldSpoilsAll(String change) {
        var parts = change.split("\\|", -1);
        refused((HEAD + ROW).replace(parts[0], parts[1]));
    }

    @Test
    void aPeerTwiceAndTornOrEndlessTextsAreRefused() {
        refused(HEAD + ROW + ROW);
        refused((HEAD + ROW).stripTrailing());
        refused("x".repeat(2_000_000));
        refused(HEAD + "\n".repeat(20_000));
    }

    @Test
    void noMessageRepeatsASecret() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> DumpParser.device(SECRET + "x\t" + OWN + "\t1\toff\n"))
                .withMessageNotContaining(SECRET);
    }

    /** Torn, doubled and turned bytes: either read to something, or refused with our own problem, and never anything else. */
    @Test
    void nothingBreaksTheParser() {
        var random = new Random(20_261_121);
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder(HEAD + ROW);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, text.charAt(random.nextInt(text.length())));
                }
            }
            try {
                assertThat(DumpParser.device(text.toString()).peers().size()).isLessThanOrEqualTo(2);
            } catch (Problem e) {
                assertThat(e.getMessage()).startsWith("the dump of wg is not understood");
            }
        }
    }

    private static void refused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> DumpParser.device(text));
    }
}
