package metalplant.units.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden files: after a wanted change copy target/golden over them and read the difference. */
class NetworkFilesTest {
    private static final Map<String, String> RACK = Map.ofEntries(
            Map.entry("PLANT_UPLINK_MODE", "static"),
            Map.entry("PLANT_UPLINK_INTERFACE", "eno1"),
            Map.entry("PLANT_UPLINK_ADDRESS", "192.0.2.10/24"),
            Map.entry("PLANT_UPLINK_GATEWAY", "192.0.2.1"),
            Map.entry("PLANT_UPLINK_DNS", "192.0.2.53"),
            Map.entry("PLANT_MANAGEMENT_INTERFACE", "eno2"),
            Map.entry("PLANT_MANAGEMENT_VLAN", "4000"),
            Map.entry("PLANT_MANAGEMENT_PREFIX", "172.16.0.0/24"),
            Map.entry("PLANT_MANAGEMENT_ADDRESS", "172.16.0.1/24"),
            Map.entry("PLANT_PXE_INTERFACE", "eno2"),
            Map.entry("PLANT_PXE_VLAN", "4001"),
            Map.entry("PLANT_PXE_ADDRESS", "172.16.4.1/22"),
            Map.entry("PLANT_PXE_RELAYED", "172.16.8.0/24@172.16.4.2,172.16.9.0/24@172.16.4.3"));

    private static final List<String> CARDS = List.of("eno1", "eno2");

    @Test
    void aRackWithTwoVlansBesideItsUplink() {
        check("rack", NetworkVariables.read(RACK, CARDS));
    }

    @Test
    void oneCardForEverything() {
        check(
                "one-card",
                NetworkVariables.read(
                        Map.of(
                                "PLANT_UPLINK_MODE", "dhcp",
                                "PLANT_UPLINK_VLAN", "10",
                                "PLANT_PXE_ADDRESS", "fd00:4::1/64"),
                        List.of("enp1s0", "enp2s0")));
    }

    @Test
    void aPlantWithoutAnyNetwork() {
        check("none", NetworkVariables.read(Map.of("PLANT_UPLINK_MODE", "none"), List.of()));
        check("none", NetworkVariables.read(Map.of("PLANT_UPLINK_MODE", "dhcp"), List.of()));
    }

    private static void check(String name, HostNetwork network) {
        var text = new StringBuilder(FirewallText.of(network));
        NetworkFiles.of(network).forEach((file, content) -> text.append("\n--- %s\n%s".formatted(file, content)));
        golden(name + ".txt", text.toString());
    }

    private static void golden(String name, String actual) {
        try (var stream = NetworkFilesTest.class.getResourceAsStream(name)) {
            Files.writeString(
                    Files.createDirectories(Path.of("target", "golden")).resolve(name), actual);
            assertThat(stream).as("golden file %s", name).isNotNull();
            assertThat(actual).isEqualTo(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PLANT_UPLINK_MODE        | maybe          | PLANT_UPLINK_MODE is none, dhcp or static
            PLANT_UPLINK_ADDRESS     | 192.0.2.10     | PLANT_UPLINK_ADDRESS: "192.0.2.10" is no address with a length
            PLANT_UPLINK_ADDRESS     | 192.0.2.10/33  | PLANT_UPLINK_ADDRESS: prefix length 33
            PLANT_UPLINK_GATEWAY     | 198.51.100.1   | the gateway 198.51.100.1 is not in the network of 192.0.2.10/24
            PLANT_UPLINK_GATEWAY     | nowhere        | PLANT_UPLINK_GATEWAY:
            PLANT_UPLINK_INTERFACE   | a b            | PLANT_UPLINK_INTERFACE: "a b" is no name of a network card
            PLANT_UPLINK_INTERFACE   | lo             | PLANT_UPLINK_INTERFACE: "lo" is no name of a network card
            PLANT_UPLINK_INTERFACE   | management     | no card can be called management
            PLANT_MANAGEMENT_VLAN    | 4095           | a VLAN is a number from 1 to 4094, not 4095
            PLANT_MANAGEMENT_VLAN    | 12345          | PLANT_MANAGEMENT_VLAN is a number
            PLANT_MANAGEMENT_VLAN    | 4001           | management and pxe are both on VLAN 4001 on eno2
            PLANT_PXE_ADDRESS        | 172.16.0.77/16 | management (172.16.0.0/24) and pxe (172.16.0.0/16) overlap
            PLANT_PXE_RELAYED        | 172.16.8.0/24  | PLANT_PXE_RELAYED is a list of PREFIX@ADDRESS
            PLANT_PXE_RELAYED        | 172.16.8.0/24@172.16.0.2 | which is not in the network where machines boot
            PLANT_MANAGEMENT_ADDRESS | 192.0.2.1/28   | uplink (192.0.2.0/24) and management (192.0.2.0/28) overlap
            """)
    void whatCannotBeIsRefusedAndNamed(String variable, String value, String said) {
        var variables = new TreeMap<>(RACK);
        variables.put(variable, value);

        assertThatThrownBy(() -> NetworkVariables.read(variables, CARDS))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(said);
    }

    @Test
    void aNewPlanTakesThePlaceOfTheOldOneAndLeavesFilesOfOthersAlone(@TempDir Path folder) throws IOException {
        var command = new NetworkCommand(folder.resolve("network"), folder.resolve("net/rules.nft"));
        Files.createDirectories(folder.resolve("network"));
        Files.writeString(folder.resolve("network/10-operator.network"), "[Match]\n");
        command.write(NetworkVariables.read(RACK, CARDS));
        assertThat(folder.resolve("network/60-plant-pxe.netdev")).exists();

        command.write(NetworkVariables.read(Map.of("PLANT_UPLINK_MODE", "dhcp"), CARDS));

        try (var files = Files.list(folder.resolve("network"))) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("10-operator.network", "60-plant-eno1.network");
        }
        assertThat(folder.resolve("net/rules.nft")).content().contains("iifname \"eno1\" goto uplink");
    }

    @Test
    void cardsWithACarrierComeFirstAndWhatSoftwareMadeIsNone(@TempDir Path sys) throws IOException {
        card(sys, "eno1", "0", "1", true);
        card(sys, "eno2", "1", "1", true);
        card(sys, "br0", "1", "1", false);
        card(sys, "ib0", "1", "32", true);

        assertThat(Cards.of(sys)).containsExactly("eno2", "eno1");
    }

    private static void card(Path sys, String name, String carrier, String type, boolean device) throws IOException {
        var folder = Files.createDirectories(sys.resolve(name));
        Files.writeString(folder.resolve("carrier"), carrier + "\n");
        Files.writeString(folder.resolve("type"), type + "\n");
        if (device) {
            Files.createDirectories(folder.resolve("device"));
        }
    }
}
