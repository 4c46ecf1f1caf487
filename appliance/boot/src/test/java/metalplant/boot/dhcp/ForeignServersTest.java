package metalplant.boot.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import metalplant.model.ip.IpAddress;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class ForeignServersTest {
    private static final IpAddress OWN = IpAddress.parse("10.7.0.1");
    private static final IpAddress FOREIGN = IpAddress.parse("10.7.0.66");

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final ForeignServers servers = new ForeignServers(
            world, Set.of(OWN), address -> Optional.of("02:00:00:00:00:66").filter(_ -> address.equals(FOREIGN)));

    @Test
    void aServerIsNamedWithItsCardUntilItIsSilent() {
        servers.saw(OWN, "answered the plant");
        servers.saw(FOREIGN, "answered the plant");
        assertThat(servers.seen()).singleElement().satisfies(each -> {
            assertThat(each.address()).isEqualTo(FOREIGN);
            assertThat(each.mac()).isEqualTo("02:00:00:00:00:66");
        });
        world.advance(Duration.ofMinutes(6));
        assertThat(servers.seen()).isEmpty();
    }

    @Test
    void aFloodOfThemIsNotRemembered() {
        for (int i = 0; i < 10_000; i++) {
            servers.saw(IpAddress.parse("10.9.%d.%d".formatted(i / 256 % 256, i % 256)), "invented");
        }
        assertThat(servers.seen()).hasSize(16);
    }
}
