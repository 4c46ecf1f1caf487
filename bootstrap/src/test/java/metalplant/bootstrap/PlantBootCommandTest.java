package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metalplant.boot.BootConfig;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlantBootCommandTest {
    private static final Map<String, String> NEEDED =
            Map.of("PLANT_BOOT_PARTITION", "north-1", "PLANT_BOOT_ADDRESS", "172.16.4.1/22");

    private static BootConfig config(Map<String, String> further) {
        var all = new HashMap<>(NEEDED);
        all.putAll(further);
        return new PlantBootCommand(new SystemWorld(), all).config();
    }

    @Test
    void whatIsNotSaidIsAsOnAnAppliance() {
        var config = config(Map.of());
        assertThat(config.address()).isEqualTo(IpAddress.parse("172.16.4.1"));
        assertThat(config.prefix()).isEqualTo(Cidr.parse("172.16.4.0/22"));
        assertThat(config.relayed()).isEmpty();
        assertThat(config.dhcpServer()).isEmpty();
        assertThat(config.port()).isEqualTo(4280);
        assertThat(config.machines().grpc()).isEqualTo("172.16.4.1:50051");
        assertThat(config.leases()).hasToString("/var/lib/metal-plant/dhcp/leases");
        assertThat(config.switches()).isEmpty();
        assertThat(config.management()).isEmpty();
    }

    @Test
    void everyVariableIsTaken() {
        var config = config(Map.of(
                "PLANT_BOOT_RELAYED", "172.16.8.0/24,172.16.9.0/24",
                "PLANT_BOOT_DHCP_SERVER", "172.16.4.3",
                "PLANT_BOOT_PORT", "81",
                "PLANT_BOOT_PLANT", "10.0.0.1:50052",
                "PLANT_BOOT_API", "http://10.0.0.1:8080/metal/",
                "PLANT_BOOT_TIME", "172.16.4.1,ntp.example.org",
                "PLANT_BOOT_PROBE_SECONDS", "5",
                "PLANT_BOOT_SWITCHES_ADDRESS", "172.16.0.1/24",
                "PLANT_BOOT_MANAGEMENT", "172.16.0.1",
                "PLANT_BOOT_DEBUG", "true"));
        assertThat(config.management()).contains(IpAddress.parse("172.16.0.1"));
        assertThat(config.switches().orElseThrow().prefix()).isEqualTo(Cidr.parse("172.16.0.0/24"));
        assertThat(config.switches().orElseThrow().progress())
                .hasToString("/var/lib/metal-plant/switches/progress/progress.json");
        assertThat(config.relayed()).containsExactly(Cidr.parse("172.16.8.0/24"), Cidr.parse("172.16.9.0/24"));
        assertThat(config.dhcpServer()).contains(IpAddress.parse("172.16.4.3"));
        assertThat(config.port()).isEqualTo(81);
        assertThat(config.plant().address().getPort()).isEqualTo(50_052);
        assertThat(config.api()).hasToString("http://10.0.0.1:8080/metal/");
        assertThat(config.machines().timeServers()).isEqualTo(List.of("172.16.4.1", "ntp.example.org"));
        assertThat(config.probeEvery()).hasSeconds(5);
        assertThat(config.machines().debug()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PLANT_BOOT_ADDRESS | here | PLANT_BOOT_ADDRESS is an address with the length
            PLANT_BOOT_ADDRESS | ''   | PLANT_BOOT_ADDRESS is not set
            PLANT_BOOT_PORT    | 0    | PLANT_BOOT_PORT is a number from 1 to 65535
            PLANT_BOOT_PLANT   | a    | PLANT_BOOT_PLANT is ADDRESS:PORT
            PLANT_BOOT_API     | file:///etc/ | PLANT_BOOT_API is
            PLANT_BOOT_RELAYED | 1,2  | PLANT_BOOT_RELAYED is
            """)
    void whatDoesNotFitIsNamed(String variable, String value, String said) {
        assertThatThrownBy(() -> config(Map.of(variable, value)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(said);
    }
}
