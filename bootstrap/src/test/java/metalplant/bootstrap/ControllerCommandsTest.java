package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import metalplant.bmc.report.InventoryConfig;
import metalplant.bootstrap.bmc.BmcConfig;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The entry points {@code plant-bmc} and {@code plant-console}. */
class ControllerCommandsTest {
    @TempDir
    Path folder = Path.of("");

    private BmcConfig bmc(Map<String, String> further) {
        var all = new HashMap<>(Map.of("PLANT_BMC_PARTITION", "north-1", "PLANT_BMC_SECRETS", folder.toString()));
        all.putAll(further);
        return new PlantBmcCommand(new SystemWorld(), all).config();
    }

    @Test
    void whatIsNotSaidIsAsOnAnApplianceAndNothingIsLookedAt() {
        var bmc = bmc(Map.of());
        assertThat(bmc.leases()).hasToString("/var/lib/metal-plant/dhcp/leases");
        assertThat(bmc.pins()).hasToString("/var/lib/metal-plant/bmc/certificates");
        assertThat(bmc.pages().getPort()).isEqualTo(4282);
        assertThat(bmc.pages().getAddress().isLoopbackAddress()).isTrue();
        assertThat(bmc.inventory().user()).isEmpty();
        assertThat(bmc.inventory().allowed()).isEmpty();

        var console = new PlantConsoleCommand(new SystemWorld(), Map.of()).config();
        assertThat(console.listen().getPort()).isEqualTo(5222);
        assertThat(console.peers().getPort()).isEqualTo(3333);
        assertThat(console.folder()).hasToString("/var/lib/metal-plant/console");
        assertThat(console.peerFolder()).hasToString("/var/lib/metal-plant/plant/federation/console");
        assertThat(console.record()).isFalse();
    }

    @Test
    void everyVariableIsTaken() throws IOException {
        Files.writeString(folder.resolve("login"), "operator\nsecret\n");
        InventoryConfig inventory = bmc(Map.of(
                        "PLANT_BMC_ALLOWED", "172.16.0.0/24,10.0.0.0/8",
                        "PLANT_BMC_IGNORED", "AA:BB:CC:DD:EE:FF",
                        "PLANT_BMC_EVERY_SECONDS", "7",
                        "PLANT_BMC_IPMI_PORT", "9001"))
                .inventory();
        assertThat(inventory.user()).isEqualTo("operator");
        assertThat(inventory.password()).isEqualTo("secret");
        assertThat(inventory.allowed()).containsExactly(Cidr.parse("172.16.0.0/24"), Cidr.parse("10.0.0.0/8"));
        assertThat(inventory.ignored()).isEqualTo(Set.of("aa:bb:cc:dd:ee:ff"));
        assertThat(inventory.every()).hasSeconds(7);
        assertThat(inventory.ipmiPort()).isEqualTo(9001);

        var console = new PlantConsoleCommand(
                        new SystemWorld(),
                        Map.of(
                                "PLANT_CONSOLE_PORT", "2222",
                                "PLANT_CONSOLE_PEER_PORT", "3334",
                                "PLANT_CONSOLE_FOLDER", "/a",
                                "PLANT_CONSOLE_PEERS", "/b",
                                "PLANT_CONSOLE_LINGER_SECONDS", "5",
                                "PLANT_CONSOLE_RECORD", "true"))
                .config();
        assertThat(console.listen().getPort()).isEqualTo(2222);
        assertThat(console.peers().getPort()).isEqualTo(3334);
        assertThat(console.folder()).hasToString("/a");
        assertThat(console.peerFolder()).hasToString("/b");
        assertThat(console.linger()).hasSeconds(5);
        assertThat(console.record()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PLANT_BMC_PARTITION | ''          | PLANT_BMC_PARTITION is not set
            PLANT_BMC_ALLOWED   | fd00::/8    | PLANT_BMC_ALLOWED is IPv4 prefixes
            PLANT_BMC_IGNORED   | 1,2         | PLANT_BMC_IGNORED is MACs
            PLANT_BMC_PAGES_PORT | 99999      | PLANT_BMC_PAGES_PORT is a number from 1 to 65535
            """)
    void whatDoesNotFitIsNamed(String variable, String value, String said) {
        assertThatThrownBy(() -> bmc(Map.of(variable, value)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(said);
    }
}
