package metalplant.boot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.boot.BootConfig.ForMachines;
import metalplant.boot.dhcp.Sightings;
import metalplant.boot.plant.Plant;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class CertsTest {
    private static final String MAC = "52:54:00:07:00:02";
    private static final String ID = "a1b2c3d4-e5f6-4718-892a-bcdef0123456";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final Sightings sightings = new Sightings(world);
    private final List<String> lent = new ArrayList<>();
    private final Certs certs = new Certs(
            new LendingPlant(),
            sightings,
            world,
            new ForMachines("10.7.0.1:50051", List.of("10.7.0.1"), false),
            "north",
            "http://10.7.0.1:4280");

    private final class LendingPlant implements Plant {
        @Override
        public void dhcp(String machineId) {}

        @Override
        public Boot boot(String mac) {
            return new Boot("", List.of(), "");
        }

        @Override
        public Lease lend(String mac, Optional<String> machineId) {
            lent.add(mac + " " + machineId.orElse("?"));
            return new Lease("ca", "cert", "key", "hmac" + lent.size());
        }
    }

    @Test
    void theDocumentHasTheNamesThatInstallersRead() {
        assertThat(new String(Answers.json(certs.of(MAC)), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"debug\":false,\"address\":\"10.7.0.1:50051\",\"metal_api_url\":\"http://10.7.0.1:4280/metal\","
                                + "\"pixie_api_url\":\"http://10.7.0.1:4280/certs\",\"ca_cert\":\"ca\",\"cert\":\"cert\",\"key\":\"key\","
                                + "\"hmac\":\"hmac1\",\"ntp_servers\":[\"10.7.0.1\"],\"partition\":\"north\"}");
    }

    @Test
    void whoAsksAgainIsToldTheSameForAMinute() {
        var first = certs.of(MAC);
        assertThat(certs.of(MAC)).isSameAs(first);
        world.advance(Duration.ofSeconds(61));
        assertThat(certs.of(MAC).hmac()).isEqualTo("hmac2");
    }

    @Test
    void aMachineThatBootsAnewWithinTheMinuteIsLentAnew() {
        // given
        var first = certs.of(MAC);
        // when: scripts of the same boot
        world.advance(Duration.ofSeconds(5));
        certs.boots(MAC);
        // then
        assertThat(certs.of(MAC)).isSameAs(first);
        // when: freed and back at once
        world.advance(Duration.ofSeconds(20));
        certs.boots(MAC);
        // then
        assertThat(certs.of(MAC).hmac()).isEqualTo("hmac2");
    }

    @Test
    void theLeaseIsForTheMachineThatTheCardSaidToBeIn() {
        certs.of(MAC);
        sightings.saw(MAC, ID);
        certs.of(MAC);
        assertThat(lent).containsExactly(MAC + " ?", MAC + " " + ID);
    }
}
