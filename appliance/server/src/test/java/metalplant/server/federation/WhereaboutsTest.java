package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import metalplant.federation.value.PlantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhereaboutsTest {
    private static final PlantId PLANT = new PlantId("00112233445566778899aabbccddeeff");

    @Test
    void whatAPlantWithoutATunnelSaysOfItselfIsUnderstoodByOthers() {
        var endpoint = Whereabouts.plain(InetAddress.ofLiteral("192.0.2.7"), 25408, 25409);

        var where = Whereabouts.of(PLANT, endpoint).orElseThrow();

        assertThat(where.mesh()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 25408));
        assertThat(where.ledger()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 25409));
        assertThat(where.tunnelled()).isFalse();
    }

    @Test
    void insideATunnelTheAddressFollowsFromThePlantAndNobodyElseHasIt() {
        var where = Whereabouts.of(PLANT, "wg 192.0.2.7:51820").orElseThrow();

        assertThat(where.mesh().getAddress())
                .isEqualTo(InetAddress.ofLiteral("fd3e:9c51:b7a4:6677:8899:aabb:ccdd:eeff"));
        assertThat(where.mesh().getPort()).isEqualTo(443);
        assertThat(where.tunnel()).contains(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 51820));
        assertThat(Whereabouts.of(PLANT, "wg").orElseThrow().tunnel()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp",
                "tcp 192.0.2.7:1",
                "tcp example.invalid:1,2",
                "tcp 192.0.2.7:70000,2",
                "tcp 192.0.2.999:1,2",
                "tcp 192.0.2.7:1,2 ",
                "wg 192.0.2.7",
                "http://192.0.2.7:1"
            })
    void whatIsNoPlaceIsNoneAndNoNameIsLookedUp(String endpoint) {
        assertThat(Whereabouts.of(PLANT, endpoint)).isEmpty();
    }
}
