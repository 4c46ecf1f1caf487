package metalplant.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metalplant.door.Role;
import metalplant.router.plants.Indoors;
import metalplant.server.http.Answer;
import metalplant.server.http.Operation;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.Test;

class MetricsDoorTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String MACHINE = """
            {"id":"m%d","partition":{"id":"fra"},"size":{"name":"big"},"state":{"value":"LOCKED"},"bios":{"version":"1"},
             "tags":["cluster.metal-stack.io/id=c1","machine.metal-stack.io/network.primary.asn=42"],
             "allocation":{"hostname":"web","role":"machine","image":{"id":"deb"}},
             "ipmi":{"powerstate":"ON","bmcversion":"2","fru":{"board_mfg":"A\\"B\\\\C"},"powermetric":{"averageconsumedwatts":99.5},
                     "powersupplies":[{"status":{"health":"OK"}},{"status":{"health":"bad"}}]}}""";

    private final HandWorld world = new HandWorld(NOON);
    private final Map<String, String> answers = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final RequestMeter meter = new RequestMeter(world);
    private final MetricsDoor door = new MetricsDoor(this::answer, "provider", true, () -> 3L, () -> 7L, meter, world);

    MetricsDoorTest() {
        answers.put("/v1/network", "null");
        answers.put("/v1/project", "[{\"meta\":{\"id\":\"p\"},\"name\":\"shop\",\"tenant_id\":\"t\"}]");
        answers.put(
                "/v1/image?show-usage=true",
                "[{\"id\":\"deb\",\"usedby\":[\"m1\"],\"expirationDate\":\"2027-01-01T00:00:00Z\"}]");
        answers.put(
                "/v1/partition/capacity",
                "[{\"id\":\"fra\",\"servers\":[{\"size\":\"big\",\"total\":4,\"allocatable\":2}]}]");
        answers.put("/v1/switch", """
                [{"name":"leaf1","partition":{"id":"fra"},"rack_id":"r1","os":{"metal_core_version":"v1 (x), y"},
                  "last_sync":{"time":"2026-01-01T11:58:00Z","duration":5000000},
                  "last_sync_error":{"time":"2026-01-01T11:59:30Z","duration":7000000},
                  "connections":[{"machine_id":"m1","nic":{"name":"swp1","bgp_port_state":{"BgpTimerUpEstablished":12}}}]}]""");
        answers.put("/v1/machine/issues", "[{\"id\":\"crashloop\"},{\"id\":\"no-partition\"}]");
        answers.put("/v1/machine/issues/evaluate", "[{\"machineid\":\"m1\",\"issues\":[\"crashloop\"]}]");
        answers.put("/v1/machine/ipmi/find", "[" + MACHINE.formatted(1) + "]");
        answers.put("/v1/federation", """
                {"epoch":2,"head":17,"canwrite":true,"alarms":[1],"pools":[{"id":"10.0.0.0/8","kind":"ipv4","mine":1,"free":2,"others":3}],
                 "members":[{"status":"member","self":true,"label":"a"},{"status":"member","label":"b","lastcontactseconds":null,"rttmillis":1.5}]}""");
    }

    private Indoors.Said answer(Indoors.Asked question) {
        asked.incrementAndGet();
        assertThat(question.caller().role()).isEqualTo(Role.VIEW);
        var text = answers.getOrDefault(question.target(), "");
        return new Indoors.Said(
                text.isEmpty() ? 503 : 200,
                Map.of(),
                -1,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String page() {
        return new String(door.page(), StandardCharsets.UTF_8);
    }

    @Test
    void thePageHasWhatDashboardsOfMetalStackLookFor() {
        assertThat(page().lines())
                .contains(
                        "metal_partition_capacity_total{partition=\"fra\",size=\"big\"} 4",
                        "metal_partition_capacity_free{partition=\"fra\",size=\"big\"} 2",
                        "metal_partition_capacity_waiting{partition=\"fra\",size=\"big\"} 0",
                        "metal_project_info{projectId=\"p\",name=\"shop\",tenantId=\"t\"} 1",
                        "metal_switch_metal_core_up{switchname=\"leaf1\",partition=\"fra\",rackid=\"r1\"} 1",
                        "metal_switch_sync_failed{switchname=\"leaf1\",partition=\"fra\",rackid=\"r1\"} 1",
                        "metal_switch_sync_durations_ms{switchname=\"leaf1\",partition=\"fra\",rackid=\"r1\"} 7",
                        "metal_switch_interface_bgp_established_timestamp{switchname=\"leaf1\",device=\"swp1\",machineid=\"m1\",partition=\"fra\"} 12",
                        "metal_machine_allocation_info{machineid=\"m1\",partition=\"fra\",machinename=\"web\",clusterTag=\"c1\",primaryASN=\"42\",role=\"machine\",state=\"LOCKED\",imageId=\"deb\"} 1",
                        "metal_machine_issues{machineid=\"m1\",issueid=\"crashloop\"} 1",
                        "metal_machine_issues{machineid=\"m1\",issueid=\"no-partition\"} 0",
                        "metal_machine_power_usage{machineid=\"m1\"} 99.5",
                        "metal_machine_power_state{machineid=\"m1\"} 1",
                        "metal_machine_power_supplies_healthy{machineid=\"m1\"} 1")
                .anyMatch(line -> line.contains("boardMfg=\"A\\\"B\\\\C\""));
    }

    @Test
    void thePageHasWhatIsThisPlantsOwn() {
        assertThat(page().lines())
                .contains(
                        "metal_plant_ledger_head 17",
                        "metal_plant_ledger_writable 1",
                        "metal_plant_federation_members{status=\"member\"} 2",
                        "metal_plant_federation_last_contact_seconds{member=\"b\"} -1",
                        "metal_plant_escrow_blocks_free{pool=\"10.0.0.0/8\",kind=\"ipv4\"} 2",
                        "metal_plant_queue_messages 3",
                        "metal_plant_database_retries_total 7",
                        "# TYPE metal_plant_database_retries_total counter");
    }

    @Test
    void aPageIsReadAtMostTwiceAMinute() {
        page();
        int once = asked.get();
        page();
        assertThat(asked.get()).isEqualTo(once);

        world.passes(Duration.ofSeconds(31));
        page();
        assertThat(asked.get()).isEqualTo(2 * once);
    }

    @Test
    void aPartThatCannotBeReadIsToldAndTheOthersAreThere() {
        answers.remove("/v1/switch");

        assertThat(page().lines())
                .contains(
                        "metal_plant_metrics_failed{part=\"switches\"} 1",
                        "metal_plant_metrics_failed{part=\"machines\"} 0")
                .noneMatch(line -> line.startsWith("metal_switch_info"));
    }

    @Test
    void ofManyMachinesOnlyTheIssuesThatThereAreAreTold() {
        answers.put(
                "/v1/machine/ipmi/find",
                IntStream.range(0, 1_001).mapToObj(MACHINE::formatted).collect(Collectors.joining(",", "[", "]")));

        assertThat(page().lines().filter(line -> line.startsWith("metal_machine_issues{")))
                .containsExactly("metal_machine_issues{machineid=\"m1\",issueid=\"crashloop\"} 1");
    }

    @Test
    void requestsAreCountedByStatusAndDuration() {
        var operation = Operation.get("/v1/size", "listSizes", Role.ANY, _ -> Answer.ok(""));
        meter.begin(operation).with(200);
        var slow = meter.begin(operation);
        world.passes(Duration.ofSeconds(3));
        slow.with(503);

        assertThat(page().lines())
                .contains(
                        "metal_api_requests_total{code=\"200\",method=\"GET\"} 1",
                        "metal_api_requests_total{code=\"503\",method=\"GET\"} 1",
                        "metal_api_request_duration_seconds_bucket{route=\"/v1/size\",method=\"GET\",le=\"0.25\"} 1",
                        "metal_api_request_duration_seconds_bucket{route=\"/v1/size\",method=\"GET\",le=\"5\"} 2",
                        "metal_api_request_duration_seconds_bucket{route=\"/v1/size\",method=\"GET\",le=\"+Inf\"} 2",
                        "metal_api_request_duration_seconds_sum{route=\"/v1/size\",method=\"GET\"} 3",
                        "metal_api_request_duration_seconds_count{route=\"/v1/size\",method=\"GET\"} 2");
    }
}
