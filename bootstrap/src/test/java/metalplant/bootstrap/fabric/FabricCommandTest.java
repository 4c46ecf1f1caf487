package metalplant.bootstrap.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.cli.Screen;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FabricCommandTest {
    private static final Path EXAMPLE = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .resolve("../docs/examples/zone.yaml");

    private static final Path BOXES = EXAMPLE.resolveSibling("boxes.yaml");

    @TempDir
    Path folder = Path.of("");

    private record Ran(int status, String out) {
        JsonNode json() throws Exception {
            return WireJson.mapper().readTree(out);
        }
    }

    private static Ran run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        int status = FabricCommand.line(new SystemWorld(), screen).execute(arguments);
        return new Ran(status, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theExampleGivesATextForEachSwitchAndSaysWhatEachVrfKnows() throws Exception {
        // when
        var ran = run(
                "render",
                EXAMPLE.toString(),
                "--write",
                folder.resolve("configs").toString());

        // then
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("Vrf1002    y1               knows 10.1.4.1/32, 10.2.4.1/32 of Vrf1900")
                .contains("good; 8 switches, no leaks");
        assertThat(folder.resolve("configs")).isDirectoryContaining("glob:**/leaf11.frr.conf");
        assertThat(Files.readString(folder.resolve("configs/exit11.frr.conf"))).contains("route-map DCI-OUT permit 10");
    }

    @Test
    void randomZonesAreProvedAndTheSameSeedPlaysTheSame() throws Exception {
        var one = run("prove", "--zones", "30", "--leaves", "2", "--vrfs", "20", "-o", "json")
                .json();
        var other = run("prove", "--zones", "30", "--leaves", "0", "-o", "json").json();
        assertThat(one.path("leak").asText()).isEmpty();
        assertThat(one.path("byProposal")).hasSize(3).isEqualTo(other.path("byProposal"));
        assertThat(one.path("characters").asLong()).isGreaterThan(10_000);
        assertThat(run("prove", "--zones", "0").status()).isNotZero();
    }

    @Test
    void programsGetTablesAndTexts() throws Exception {
        var json = run("render", EXAMPLE.toString(), "-o", "json").json();
        assertThat(json.path("accepted").asBoolean()).isTrue();
        var leaf = json.path("switches").get(4);
        assertThat(leaf.path("name").asText()).isEqualTo("leaf11");
        assertThat(leaf.path("asn").asLong()).isEqualTo(4_200_000_101L);
        assertThat(leaf.path("frr").asText()).contains("import vrf Vrf1900");
        var vrf = leaf.path("vrfs").get(0);
        assertThat(vrf.path("vni").asInt()).isEqualTo(1001);
        assertThat(vrf.path("allowed").get(0).asText()).isEqualTo("10.1.0.0/22");
        assertThat(vrf.path("routes").get(2).path("source").asText()).isEqualTo("Vrf1800");
    }

    @Test
    void withTheSwitchesEachGetsItsWholeFileSpinesToo() throws Exception {
        // when
        var ran = run(
                "render",
                EXAMPLE.toString(),
                "--switches",
                BOXES.toString(),
                "--write",
                folder.resolve("configs").toString());

        // then
        assertThat(ran.status()).as(ran.out()).isZero();
        assertThat(Files.readString(folder.resolve("configs/leaf11.frr.conf")))
                .contains("neighbor Ethernet0 interface peer-group FABRIC", "import vrf Vrf1900");
        assertThat(Files.readString(folder.resolve("configs/spine1.frr.conf"))).contains("router bgp 4200000180");
        assertThat(ran.out()).contains("Vrf1800    storage1         knows 0.0.0.0/0");
    }

    @Test
    void aSwitchOfTheZoneThatStandsNowhereIsRefusedAndNothingIsWritten() throws Exception {
        // given
        var boxes = folder.resolve("boxes.yaml");
        Files.writeString(boxes, Files.readString(BOXES).replace("exit12:", "exit13:"));

        // when
        var ran = run(
                "render",
                EXAMPLE.toString(),
                "--switches",
                boxes.toString(),
                "--write",
                folder.resolve("configs").toString());

        // then
        assertThat(ran.status()).isOne();
        assertThat(ran.out())
                .contains("boxes.yaml: ", "exit12: is a switch of the zone, and nothing says where it stands");
        assertThat(folder.resolve("configs")).doesNotExist();
    }

    @Test
    void whatMayNotBeIsRefusedWithItsRuleAndNothingIsWritten() throws Exception {
        // given
        var file = folder.resolve("zone.yaml");
        Files.writeString(file, Files.readString(EXAMPLE).replace("network1: x1", "network1: x2"));

        // when
        var ran = run(
                "render", file.toString(), "--write", folder.resolve("configs").toString());

        // then
        assertThat(ran.status()).isOne();
        assertThat(ran.out()).contains("x2 and storage1 are in different partitions (same-partition)");
        assertThat(folder.resolve("configs")).doesNotExist();
    }

    @Test
    void aFileThatIsNoZoneIsRefusedWithTheLine() throws Exception {
        var file = folder.resolve("zone.yaml");
        Files.writeString(file, "partitions:\n  north-1: {numbr: 1}\n");
        var ran = run("render", file.toString(), "-o", "json");
        assertThat(ran.status()).isOne();
        assertThat(ran.json().path("findings").get(0).path("line").asInt()).isEqualTo(2);
    }
}
