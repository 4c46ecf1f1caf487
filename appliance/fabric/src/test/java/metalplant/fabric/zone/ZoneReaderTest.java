package metalplant.fabric.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metalplant.fabric.check.LeakCheck;
import metalplant.plan.Finding;
import org.junit.jupiter.api.Test;

class ZoneReaderTest {
    @Test
    void theExampleOfTheDocumentsIsAZoneThatLeaksNothing() throws IOException {
        // when
        var text = Files.readString(Path.of("../../docs/examples/zone.yaml"));
        assertThat(ZoneReader.read(text)).isInstanceOf(ZoneReader.Result.Good.class);
        var zone = ((ZoneReader.Result.Good) ZoneReader.read(text)).zone();

        // then
        assertThat(zone.partitions()).extracting(Zone.Partition::number).containsExactly(1, 2);
        assertThat(zone.network("storage1").orElseThrow().isShared()).isTrue();
        assertThat(zone.cables()).hasSize(2);
        assertThat(LeakCheck.of(zone, Planner.plan(zone))).isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidWithItsLine() {
        assertThat(complaints("""
                        partitions:
                          north-1:
                            number: 0
                            supers: [10.1.0.0]
                            leafs: {}
                        peerings:
                          p: {network1: "x 1"}
                        """))
                .containsExactlyInAnyOrder(
                        "line 3: partitions.north-1.number: must be a number from 1 to 65535, not \"0\"",
                        "line 4: partitions.north-1.supers[0]: must be a prefix such as 10.1.0.0/22, not \"10.1.0.0\"",
                        "line 3: partitions.north-1.dci: is missing; it is a number from 1 to 16777215",
                        "line 5: partitions.north-1: there is no key \"leafs\"; did you mean \"leaves\"?",
                        "line 7: peerings.p.network1: must be the name of a network, not \"x 1\"",
                        "line 7: peerings.p.network2: is missing; it is the name of a network");
    }

    @Test
    void aNetworkThatLeadsOutsideIsAnExternalOne() {
        var text = """
                partitions:
                  north-1: {number: 1, supers: ["10.1.0.0/16"], dci: 1900, leaves: {leaf11: {asn: 4200000101, hosts: {x1: [10.1.0.1/32, 203.0.113.7/32]}}}}
                networks:
                  x1: {project: x, partition: 1, vrf: 1001, prefixes: ["10.1.0.0/22"], further: ["203.0.113.7/32"]}
                  internet: {partition: 1, vrf: 1009, prefixes: ["203.0.113.0/24"], leads: ["0.0.0.0/0"]}
                peerings:
                  out: {network1: x1, network2: internet, publics: ["203.0.113.7/32"]}
                """;
        assertThat(complaints(text)).isEmpty();
        var zone = ((ZoneReader.Result.Good) ZoneReader.read(text)).zone();
        assertThat(zone.waysOut(zone.network("x1").orElseThrow()))
                .singleElement()
                .satisfies(way -> assertThat(way.external().kind()).isEqualTo(Zone.Kind.EXTERNAL));
        assertThat(LeakCheck.of(zone, Planner.plan(zone))).isEmpty();
        assertThat(complaints(text.replace("{partition: 1, vrf: 1009", "{project: y, partition: 1, vrf: 1009")))
                .containsExactly(
                        "line 5: networks.internet.leads: makes a network an external one, which is of no project");
    }

    @Test
    void noYamlIsNoZone() {
        assertThat(complaints("{")).hasSize(1);
    }

    private static List<String> complaints(String text) {
        return ZoneReader.read(text) instanceof ZoneReader.Result.Bad bad
                ? bad.findings().stream().map(Finding::text).toList()
                : List.of();
    }
}
