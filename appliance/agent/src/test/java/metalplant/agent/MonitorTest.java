package metalplant.agent;

import static metalplant.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.api.SwitchDocument;
import metalplant.agent.watch.Finding;
import metalplant.agent.watch.Monitor;
import metalplant.agent.watch.VrfTable;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorTest {
    @TempDir
    private Path folder;

    private Zone zone = new Zone(List.of(), List.of(), List.of(), List.of());
    private Desired desired = emptyDesired();

    private static Desired emptyDesired() {
        return Model.nothing(Texts.config(Path.of("/nowhere"), "http://127.0.0.1:1"), Rows.NONE);
    }

    @BeforeEach
    void start() {
        var config = Texts.config(folder, "http://127.0.0.1:1");
        var switches = SwitchDocument.read(json(Texts.SWITCH), config.box(), Texts.PORTS);
        var document = FabricDocument.read(json(Texts.fabric("v1", true)), config.box(), switches);
        zone = document.zone();
        desired = Model.desired(config, switches, document, Rows.NONE, Set.of());
    }

    /** A route as FRR 8.4 says it. */
    private static String route(String prefix, String source, String way) {
        return "'%s': [{'valid': true, 'bestpath': true, 'prefix': 'x', 'locPrf': 200, 'path': '%s', 'nhVrfName': '%s'}]"
                .formatted(prefix, way, source);
    }

    private List<Finding> look(String vrf, String... routes) {
        var answer = json("{'vrfName': '%s', 'routes': {%s}}".formatted(vrf, String.join(",", routes)));
        return Monitor.of(zone, desired, List.of(VrfTable.read(vrf, answer)), Map.of());
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }

    @Test
    void whatAVrfMayKnowIsNoFinding() {
        assertThat(look(
                        "Vrf1001",
                        route("10.1.0.1/32", "", "4210000001"),
                        route("203.0.113.7/32", "", "4210000001"),
                        route("10.1.128.1/32", "Vrf1800", "4210000009"),
                        // A firewall's default route is its network's own affair.
                        route("0.0.0.0/0", "", "4210000044")))
                .isEmpty();
    }

    @Test
    void aRouteOfAnotherProjectIsFoundWhicheverWayItCame() {
        assertThat(rules(look("Vrf1001", route("10.1.4.1/32", "", "4200000102 4210000002"))))
                .containsExactly("R6");
        assertThat(rules(look("Vrf1001", route("10.1.4.1/32", "Vrf1002", "4210000002"))))
                .containsExactly("R2", "R6");
    }

    @Test
    void whatWasTakenFromAPeerBeyondItsPrefixesIsFound() {
        assertThat(rules(look("Vrf1001", route("192.0.2.0/24", "Vrf1800", "4210000009"))))
                .containsExactly("R1");
    }

    @Test
    void aWayThatComesBackIsFound() {
        assertThat(rules(look("Vrf1001", route("10.1.0.9/32", "", "4200000101 4200000170 4200000101 4210000001"))))
                .containsExactly("R4");
        // Prepending is not coming back.
        assertThat(look("Vrf1001", route("10.1.0.9/32", "", "4200000101 4200000101 4210000001")))
                .isEmpty();
    }

    @Test
    void importsThatNobodyWantsAreFound() {
        assertThat(rules(Monitor.graph(
                        desired.policy(), Map.of("Vrf1001", Set.of("Vrf1800", "Vrf1002"), "Vrf1002", Set.of()))))
                .containsExactly("R2");
    }

    @Test
    void exportsThatAreNotItsOwnAreFound() {
        var told = json("""
                {'10.0.1.1:2': {'rd': '10.0.1.1:2', '[5]:[0]:[32]:[10.1.0.1]': {'paths': []}, '[5]:[0]:[32]:[10.1.128.1]': {'paths': []},
                 '[5]:[0]:[99]:[10.1.128.1]': {}, '[2]:[0]:[48]': {}}, '10.0.1.2:2': {'[5]:[0]:[32]:[10.1.4.1]': {}}}
                """);
        var exported = Watcher.exported(told, "10.0.1.1:2");
        assertThat(exported).containsExactly(Cidr.parse("10.1.0.1/32"), Cidr.parse("10.1.128.1/32"));
        assertThat(Monitor.exports(zone, desired, Map.of("Vrf1001", exported)))
                .extracting(Finding::message)
                .containsExactly("Vrf1001 tells the fabric 10.1.128.1/32, which is not its own");
    }

    @Test
    void aTableThatDoublesIsFound() {
        var many = new java.util.ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            many.add(route("10.1.%d.%d/32".formatted(i / 256, i % 256), "", "4210000001"));
        }
        var answer = json("{'routes': {%s}}".formatted(String.join(",", many)));
        var table = List.of(VrfTable.read("Vrf1001", answer));
        assertThat(rules(Monitor.of(zone, desired, table, Map.of("Vrf1001", 50))))
                .containsExactly("R8");
        assertThat(Monitor.of(zone, desired, table, Map.of("Vrf1001", 290))).isEmpty();
    }

    @Test
    void answersThatAreNoneAreFoundAndHarmless() {
        for (var text : List.of("{}", "[]", "'x'", "{'routes': 7}", "{'routes': {'a': 3, '10.0.0.0/8': 'b'}}")) {
            VrfTable.read("Vrf1001", json(text));
        }
        assertThat(rules(Monitor.of(
                        zone, desired, List.of(VrfTable.read("Vrf1001", json("{'routes': {'a': [{}]}}"))), Map.of())))
                .containsExactly("R8");
        assertThat(Sessions.read(json("{'default': {'vrfId': 0, 'Ethernet0': {'bgpState': 'Idle'}, 'x': []}}")))
                .hasSize(1);
    }
}
