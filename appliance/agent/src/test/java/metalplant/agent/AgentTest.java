package metalplant.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import metalplant.agent.api.MetalApi;
import metalplant.agent.watch.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {
    private static final String FOREIGN =
            "{'routes': {'10.1.4.1/32': [{'bestpath': true, 'path': '4210000002', 'nhVrfName': 'Vrf1800'}]}}";
    private static final String TABLE = "show bgp vrf Vrf1001 ipv4 unicast json";

    @TempDir
    private Path folder;

    private final TestWorld world = new TestWorld();
    private final PretendPlant plant = new PretendPlant();
    private final PretendSwitch leaf = new PretendSwitch();
    private final Metrics metrics = new Metrics(0);

    @AfterEach
    void end() {
        plant.close();
        metrics.close();
    }

    private Agent agent() {
        var config = Texts.config(folder, plant.address());
        return new Agent(
                world,
                config,
                new MetalApi(world, config.api(), "secret", Duration.ofSeconds(5)),
                leaf,
                metrics,
                "test",
                Duration.ofSeconds(30));
    }

    @Test
    void theSwitchBecomesWhatThePlantSaysAndStaysSo() throws IOException {
        try (var agent = agent()) {
            assertThat(agent.register()).isTrue();
            agent.look();
            assertThat(leaf.did).containsExactly("dry-run", "dry-run", "database", "vnis [1001, 1002, 1800]", "reload");
            assertThat(leaf.frr())
                    .contains("  import vrf Vrf1800\n", "neighbor Ethernet0 interface peer-group MACHINE");
            assertThat(leaf.rows().byKey())
                    .containsKeys("VRF|Vrf1001", "INTERFACE|Ethernet0", "VLAN_MEMBER|Vlan4000|Ethernet8");
            leaf.did.clear();
            agent.look();
            assertThat(leaf.did).isEmpty();
        }
        assertThat(plant.registered).hasSize(1);
        assertThat(plant.registered.getFirst().path("nics")).hasSize(5);
        var notice = plant.notices.getLast();
        assertThat(notice.path("error").isNull()).isTrue();
        assertThat(notice.path("port_states").path("Ethernet0").asText()).isEqualTo("UP");
        assertThat(notice.path("bgp_port_states")
                        .path("Ethernet0")
                        .path("AcceptedPrefixCounter")
                        .asInt())
                .isEqualTo(1);
        var report = plant.fabricReports.getLast();
        assertThat(report.path("version").asText()).isEqualTo("v1");
        assertThat(report.path("peerings").path(0).path("state").asText()).isEqualTo("verified");
    }

    @Test
    void aStockPlantIsServedTooWithoutPeerings() throws IOException {
        plant.fabric = Optional.empty();
        try (var agent = agent()) {
            agent.look();
        }
        assertThat(leaf.frr()).contains("vrf Vrf1001\n vni 1001\n").doesNotContain("import vrf");
        assertThat(plant.notices.getLast().path("error").isNull()).isTrue();
    }

    @Test
    void aPeeringThatGoesIsClosedBeforeItsMapsGo() throws IOException {
        try (var agent = agent()) {
            agent.look();
            leaf.did.clear();
            plant.fabric = Optional.of(Texts.fabric("v2", false));
            agent.look();
        }
        assertThat(leaf.did).containsSubsequence("reload", "reload", "database");
        assertThat(leaf.frr()).doesNotContain("Vrf1800");
        assertThat(leaf.rows().byKey()).doesNotContainKey("VRF|Vrf1800");
    }

    @Test
    void anAgentThatWasStartedAgainGoesOnFromWhatItHadMade() throws IOException {
        try (var agent = agent()) {
            agent.look();
        }
        leaf.did.clear();
        plant.fabric = Optional.of(Texts.fabric("v2", false));
        try (var agent = agent()) {
            agent.look();
        }
        assertThat(leaf.did).containsSubsequence("reload", "reload", "database");
        leaf.did.clear();
        try (var agent = agent()) {
            agent.look();
        }
        assertThat(leaf.did).isEmpty();
    }

    @Test
    void routesOfAnotherProjectCloseAVrfUntilThePlantSaysSomethingElse() throws IOException {
        try (var agent = agent()) {
            agent.look();
            leaf.shows.put(TABLE, FOREIGN);
            agent.look();
            assertThat(agent.findings()).extracting(Finding::rule).containsExactly("R6");
            assertThat(leaf.frr()).contains("route-map LEAK-1001 deny 10\n", "  import vrf route-map LEAK-1001\n");
            var report = plant.fabricReports.getLast();
            assertThat(report.path("findings").path(0).path("quarantined").asBoolean())
                    .isTrue();
            assertThat(report.path("peerings").path(0).path("state").asText()).isEqualTo("violated");
            leaf.shows.clear();
            agent.look();
            assertThat(leaf.frr()).contains("route-map LEAK-1001 deny 10\n");
        }
        // A restart does not open it.
        try (var agent = agent()) {
            agent.look();
            assertThat(leaf.frr()).contains("route-map LEAK-1001 deny 10\n");
            plant.fabric = Optional.of(Texts.fabric("v2", true));
            agent.look();
            assertThat(leaf.frr()).doesNotContain("route-map LEAK-1001 deny 10\n");
        }
    }

    @Test
    void whatFrrDoesNotTakeIsUndoneAndSaid() throws IOException {
        plant.fabric = Optional.of(Texts.fabric("v1", false));
        try (var agent = agent()) {
            agent.look();
            var before = leaf.frr();
            leaf.breaks = text -> text.contains("import vrf Vrf1800");
            plant.fabric = Optional.of(Texts.fabric("v2", true));
            agent.look();
            assertThat(leaf.frr()).isEqualTo(before);
            assertThat(leaf.rows().byKey()).doesNotContainKey("VRF|Vrf1800");
            assertThat(plant.notices.getLast().path("error").asText())
                    .isEqualTo("FRR says no; the switch is what it was");
            leaf.breaks = _ -> false;
            agent.look();
            assertThat(leaf.frr()).contains("import vrf Vrf1800");
        }
        try (var page = URI.create("http://127.0.0.1:%d/metrics".formatted(metrics.port()))
                .toURL()
                .openStream()) {
            assertThat(new String(page.readAllBytes(), UTF_8))
                    .contains("metal_core_total_errors{operation=\"reconfigure\"} 1\n", "metal_core_changes_total 2\n");
        }
    }

    @Test
    void aChangeThatCostsASessionIsUndone() throws IOException {
        plant.fabric = Optional.of(Texts.fabric("v1", false));
        try (var agent = agent()) {
            agent.look();
            var before = leaf.frr();
            leaf.losesSessions = text -> text.contains("import vrf Vrf1800");
            plant.fabric = Optional.of(Texts.fabric("v2", true));
            agent.look();
            assertThat(leaf.frr()).isEqualTo(before);
            assertThat(plant.notices.getLast().path("error").asText()).contains("did not come back");
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void anAgentThatIsKilledAtAnyStepLeavesAWayBack(boolean comes, boolean half) throws Exception {
        leaf.half = half;
        plant.fabric = Optional.of(Texts.fabric("v1", !comes));
        try (var agent = agent()) {
            agent.look();
        }
        var frr = leaf.frr();
        var rows = leaf.rows();
        int killed = 0;
        for (int life = 1; ; life++) {
            plant.fabric = Optional.of(Texts.fabric("v2", comes));
            leaf.lives = life;
            try (var agent = agent()) {
                agent.look();
                break;
            } catch (PretendSwitch.Killed e) {
                killed++;
            } finally {
                leaf.lives = Integer.MAX_VALUE;
            }
            // The next one is stopped when it has undone that and waits.
            plant.document = "{}";
            try (var agent = agent()) {
                world.endAfter(1);
                assertThatThrownBy(agent::run).isInstanceOf(InterruptedException.class);
            } finally {
                world.endAfter(Integer.MAX_VALUE);
                plant.document = Texts.SWITCH;
            }
            assertThat(leaf.frr()).as("killed at %d", life).isEqualTo(frr);
            assertThat(leaf.rows()).as("killed at %d", life).isEqualTo(rows);
            assertThat(folder.resolve("state/undo")).doesNotExist();
        }
        // close, shrink, CONFIG_DB; or CONFIG_DB, grow
        assertThat(killed).isEqualTo(comes ? 2 : 3);
        assertThat(leaf.frr()).isNotEqualTo(frr);
        assertThat(folder.resolve("state/undo")).doesNotExist();
    }

    @Test
    void aChangeByWhichThePlantIsLostIsUndone() throws IOException {
        plant.fabric = Optional.of(Texts.fabric("v1", false));
        try (var agent = agent()) {
            agent.look();
            var before = leaf.frr();
            leaf.reloaded = text -> plant.silent = text.contains("import vrf Vrf1800");
            plant.fabric = Optional.of(Texts.fabric("v2", true));
            agent.look();
            assertThat(leaf.frr()).isEqualTo(before);
            assertThat(plant.notices.getLast().path("error").asText())
                    .isEqualTo("the plant is not reached any more after 30 s; the switch is what it was");
            assertThat(plant.fabricReports.getLast().path("turn").asText()).isEqualTo("failed");
        }
    }

    @Test
    void aChangeAfterWhichRoutesAreWrongIsUndone() throws IOException {
        plant.fabric = Optional.of(Texts.fabric("v1", false));
        try (var agent = agent()) {
            agent.look();
            var before = leaf.frr();
            leaf.reloaded = text -> {
                if (text.contains("import vrf Vrf1800")) {
                    leaf.shows.put(TABLE, FOREIGN);
                } else {
                    leaf.shows.clear();
                }
            };
            plant.fabric = Optional.of(Texts.fabric("v2", true));
            agent.look();
            assertThat(leaf.frr()).isEqualTo(before);
            assertThat(plant.notices.getLast().path("error").asText()).startsWith("routes are wrong that were not");
            assertThat(agent.findings()).isEmpty();
        }
    }

    @Test
    void whoIsNotToldThatItIsHisTurnWaitsAndSaysSo() throws IOException {
        try (var agent = agent()) {
            plant.told = "{'turn': {'granted': false, 'message': 'leaf02 is being changed, which stands in for it'}}";
            agent.look();
            assertThat(leaf.did).isEmpty();
            assertThat(plant.fabricReports.getFirst().path("turn").asText()).isEqualTo("waiting");
            assertThat(metrics.text()).contains("metal_core_waits_for_turn 1\n");

            // no answer is no permission
            plant.told = "nonsense";
            agent.look();
            assertThat(leaf.did).isEmpty();
            assertThat(plant.notices.getLast().path("error").asText()).contains("no JSON");

            plant.told = "{'turn': {'granted': true, 'message': ''}}";
            agent.look();
            assertThat(leaf.did).contains("reload");
            assertThat(plant.fabricReports.getLast().path("turn").asText()).isEqualTo("verified");
            assertThat(metrics.text()).contains("metal_core_waits_for_turn 0\n");
        }
    }

    @Test
    void anAgentIsTheSameAfterARestart() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (var agent = agent()) {
                agent.look();
            }
            world.passed(Duration.ofMinutes(1));
        }
        assertThat(plant.fabricReports).hasSizeGreaterThan(1);
        assertThat(plant.fabricReports.stream()
                        .map(each -> each.path("agent").asText())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void ofTwoAgentsOnOneSwitchTheSecondIsRefused() throws IOException {
        try (var _ = agent()) {
            assertThatThrownBy(this::agent).hasMessageContaining("another agent runs on this switch");
        }
        agent().close();
    }

    @Test
    void aPlantThatSpeaksNonsenseOrIsAwayChangesNothing() throws IOException {
        try (var agent = agent()) {
            agent.look();
            leaf.did.clear();
            plant.document = Texts.SWITCH.replace("vrf1002", "vrf-2");
            agent.look();
            plant.fabric = Optional.of(Texts.fabric("v3", true).replace("10.1.128.0/22", "10.1.0.0/16"));
            agent.look();
            plant.close();
            agent.look();
            assertThat(leaf.did).isEmpty();
        }
        assertThat(plant.notices.getLast().path("error").asText()).isNotEmpty();
    }
}
