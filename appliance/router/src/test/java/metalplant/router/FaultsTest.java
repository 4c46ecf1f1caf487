package metalplant.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.router.RecordingPlant.Told;
import metalplant.router.exchange.Waits;
import metalplant.router.plants.Plant;
import metalplant.router.plants.Plants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants that are away, hang, cut connections, or have moved things. Takes a few seconds of the federation tests' share. */
class FaultsTest {
    private static final Waits SHORT_READS = new Waits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            8,
            32 * 1024,
            3,
            Duration.ofMinutes(5));

    @TempDir
    Path folder;

    private RecordingPlant north;
    private RecordingPlant south;

    @BeforeEach
    void open() throws IOException {
        north = new RecordingPlant("north").answers(seen -> isOne(seen) ? Told.MISSING : new Told(200, "[]"));
        south = new RecordingPlant("south").answers(seen -> isOne(seen) ? Told.MISSING : new Told(200, "[]"));
    }

    @AfterEach
    void close() {
        north.close();
        south.close();
    }

    private static boolean isOne(RecordingPlant.Seen seen) {
        return seen.target().matches("/v1/(machine|network|ip|switch|partition)/[^/]+(/.*)?")
                && !seen.target().endsWith("/find");
    }

    private OpenDoor door() {
        return door(OpenDoor.PATIENT);
    }

    private OpenDoor door(Waits waits) {
        return new OpenDoor(Plants.fixed("north", List.of(north.peer(), south.peer())), folder, waits);
    }

    /** South at an address where nobody listens. */
    private OpenDoor doorWithoutSouth() {
        var away = south.peer();
        south.close();
        return new OpenDoor(Plants.fixed("north", List.of(north.peer(), away)), folder, OpenDoor.PATIENT);
    }

    @Test
    void anIdThatNobodyHasIsA404WhenEveryPlantSaidSo() throws Exception {
        try (var door = door()) {
            assertThat(door.get("/v1/machine/nobody").statusCode()).isEqualTo(404);
            assertThat(door.send("DELETE", "/v1/machine/nobody/free", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void anIdThatNobodyHasIsA503NamingThePlantThatCouldNotBeAsked() throws Exception {
        try (var door = doorWithoutSouth()) {
            for (var response : List.of(
                    door.get("/v1/machine/nobody"),
                    door.send("DELETE", "/v1/machine/nobody/free", ""),
                    door.send("POST", "/v1/ip", "{\"ipaddress\":\"192.0.2.1\"}"))) {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.body()).contains("plant south");
            }
            assertThat(north.requests().stream().filter(s -> !s.method().equals("GET")))
                    .isEmpty();
        }
    }

    @Test
    void aPlantThatAnswersWithAnErrorDoesNotMakeA404() throws Exception {
        south.answers(_ -> new Told(500, "\"{}\""));
        try (var door = door()) {
            assertThat(door.get("/v1/machine/nobody").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aCompleteSnapshotSaysOfAPlantThatIsAwayWhatItDoesNotHave() throws Exception {
        south.answers(
                seen -> new Told(200, seen.target().equals("/v1/machine") ? "[{\"id\":\"known\",\"tags\":[]}]" : "[]"));
        var plants = Plants.fixed("north", List.of(north.peer(), south.peer()));
        try (var door = new OpenDoor(plants, folder, OpenDoor.PATIENT)) {
            door.router.takeSnapshots();
            south.close();

            assertThat(door.get("/v1/machine/nobody").statusCode()).isEqualTo(404);
            assertThat(door.get("/v1/machine/known").statusCode()).isEqualTo(503);
        }
        try (var restarted = new OpenDoor(plants, folder, OpenDoor.PATIENT)) {
            assertThat(restarted.get("/v1/machine/nobody").statusCode()).isEqualTo(404);
            assertThat(restarted.get("/v1/machine/known").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void theRowsOfAPlantThatIsAwayComeFromItsSnapshotMarkedAndWithoutSecrets() throws Exception {
        var machine = """
                [{"id":"m1","tags":["a"],"allocation":{"project":"p","user_data":"geheim","vpn":{"auth_key":"geheim"}}},
                 {"id":"m2","tags":[],"ipmi":{"password":"geheim"},"allocation":{"project":"q","role":"firewall"}}]""";
        south.answers(seen -> new Told(200, seen.target().equals("/v1/machine") ? machine : "[]"));
        north.answers(_ -> new Told(200, "[{\"id\":\"n1\"}]"));
        try (var door = door()) {
            door.router.takeSnapshots();
            south.close();

            var all = door.get("/v1/machine");
            assertThat(all.statusCode()).isEqualTo(200);
            assertThat(all.body())
                    .startsWith("[{\"id\":\"n1\"},{\"id\":\"m1\"")
                    .contains("\"m2\"")
                    .doesNotContain("geheim")
                    .contains("\"a\",\"plant.metal-stack.io/stale-since=20");

            var found = door.send("POST", "/v1/machine/find", "{\"allocation_project\":\"p\",\"tags\":null}");
            assertThat(found.body()).contains("\"m1\"").doesNotContain("\"m2\"");
            assertThat(door.get("/v1/firewall").body()).contains("\"m2\"").doesNotContain("\"m1\"");

            var unknownFilter = door.send("POST", "/v1/machine/find", "{\"hardware_memory\":5}");
            assertThat(unknownFilter.statusCode()).isEqualTo(503);
            assertThat(unknownFilter.body()).contains("south");
            assertThat(door.send("POST", "/v1/partition/capacity", "{}").statusCode())
                    .isEqualTo(503);
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("geheim");
            }
        }
    }

    @Test
    void aListWithoutASnapshotOfAPlantThatIsAwayIsA503NamingIt() throws Exception {
        try (var door = doorWithoutSouth()) {
            var response = door.get("/v1/machine");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("plant south");
        }
    }

    @Test
    void aPlantThatStopsInTheMiddleOfAListIsReplacedByItsSnapshot() throws Exception {
        south.answers(_ -> new Told(200, "[{\"id\":\"s1\"}]"));
        try (var door = door()) {
            door.router.takeSnapshots();
            south.answers(_ -> Told.CUT);

            assertThat(door.get("/v1/machine").body()).contains("\"s1\"").contains("stale-since");
        }
    }

    @Test
    void aSnapshotThatIsNotCompleteIsNeverKept() throws Exception {
        south.answers(_ -> new Told(200, "[{\"id\":\"s1\"}"));
        try (var door = door()) {
            door.router.takeSnapshots();
            south.answers(_ -> Told.CUT);

            assertThat(door.get("/v1/machine").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void sharedNetworksComeOnceAndAnEmptyListStaysNull() throws Exception {
        north.answers(seen -> new Told(200, "[{\"id\":\"internet\",\"of\":\"north\"}]"));
        south.answers(seen -> new Told(200, "[{\"id\":\"internet\"},\n {\"id\":\"private\"}]"));
        try (var door = door()) {
            assertThat(door.get("/v1/network").body())
                    .isEqualTo("[{\"id\":\"internet\",\"of\":\"north\"},{\"id\":\"private\"}]");
            north.answers(_ -> new Told(200, "null"));
            south.answers(_ -> new Told(200, "null\n"));
            assertThat(door.get("/v1/network").body()).isEqualTo("null");
        }
    }

    @Test
    void issuesStayInOrderOfTheirMachines() throws Exception {
        north.answers(_ -> new Told(200, "[{\"machineid\":\"b\"},{\"machineid\":\"d\"}]"));
        south.answers(_ -> new Told(200, "[{\"machineid\":\"a\"},{\"machineid\":\"c\"}]"));
        try (var door = door()) {
            assertThat(door.send("POST", "/v1/machine/issues/evaluate", "{}").body())
                    .isEqualTo(
                            "[{\"machineid\":\"a\"},{\"machineid\":\"b\"},{\"machineid\":\"c\"},{\"machineid\":\"d\"}]");
        }
    }

    @Test
    void aWriteWhoseAnswerGotLostIsNotSentAgainAndItsOutcomeIsAskedFor() throws Exception {
        var body = "{\\\"id\\\":\\\"new\\\"}";
        south.answers(seen -> seen.target().startsWith("/federation/request/")
                ? new Told(200, "{\"state\":\"done\",\"status\":200,\"body\":\"%s\"}".formatted(body))
                : Told.CUT);
        try (var door = door()) {
            var response = door.send("POST", "/v1/machine/allocate", "{\"partitionid\":\"south-part\"}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"id\":\"new\"}");
            assertThat(south.requests()).hasSize(1);
            var id = south.requests().getFirst().header("metal-plant-request-id");
            assertThat(south.all()).anyMatch(s -> s.target().equals("/federation/request/" + id));
        }
    }

    @Test
    void aWriteWhoseOutcomeNobodyTellsEndsWith504NamingRequestAndPlant() throws Exception {
        south.answers(seen -> seen.target().startsWith("/federation/request/") ? Told.MISSING : Told.CUT);
        try (var door = door()) {
            var response = door.send("POST", "/v1/machine/allocate", "{\"partitionid\":\"south-part\"}");

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(south.requests()).hasSize(1);
            assertThat(response.body())
                    .contains("plant south")
                    .contains(south.requests().getFirst().header("metal-plant-request-id"));
        }
    }

    @Test
    void aPlantThatCannotBeReachedRefusesAWriteAtOnceWithItsName() throws Exception {
        try (var door = doorWithoutSouth()) {
            var response = door.send("POST", "/v1/machine/allocate", "{\"partitionid\":\"south-part\"}");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("plant south").contains("nothing was done");
        }
    }

    @Test
    void somethingThatMovedIsFoundAgainAndAWriteToItsOldPlaceIsNotRepeated() throws Exception {
        south.answers(seen -> isOne(seen) ? new Told(200, "{\"id\":\"m\"}") : new Told(200, "[]"));
        try (var door = door()) {
            assertThat(door.get("/v1/machine/m").statusCode()).isEqualTo(200);
            south.answers(_ -> Told.MISSING);
            north.answers(_ -> new Told(200, "{\"id\":\"m\"}"));
            south.forget();
            north.forget();

            var write = door.send("DELETE", "/v1/machine/m/free", "");
            assertThat(write.statusCode()).isEqualTo(409);
            assertThat(write.body()).contains("north");
            assertThat(north.all()).allMatch(s -> s.method().equals("GET"));

            assertThat(door.send("DELETE", "/v1/machine/m/free", "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPlantThatHangsHasNoEffectOnTheOthersAndIsLeftAlone() throws Exception {
        var release = new CountDownLatch(1);
        var entered = new AtomicInteger();
        south.answers(seen -> {
            entered.incrementAndGet();
            release.await();
            return new Told(200, "[]");
        });
        var gate = new Semaphore(0);
        try (var door = door(SHORT_READS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // given twenty callers of the plant that hangs
            for (int i = 0; i < 20; i++) {
                threads.execute(() -> {
                    if (status(door) == 503) {
                        gate.release();
                    }
                });
            }

            // when others ask the plant that does not, all of them are answered while the twenty are not sent on
            for (int i = 0; i < 20; i++) {
                assertThat(door.get("/v1/partition/north-part").statusCode()).isEqualTo(404);
            }

            // then the twenty got their answer, at most as many as there are places reached the plant, and it is left
            // alone
            assertThat(gate.tryAcquire(20, 30, TimeUnit.SECONDS)).isTrue();
            int before = entered.get();
            assertThat(door.get("/v1/partition/south-part").statusCode()).isEqualTo(503);
            assertThat(entered.get()).isEqualTo(before);
            release.countDown();
        }
    }

    private static int status(OpenDoor door) {
        try {
            return door.get("/v1/partition/south-part").statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Test
    void sharedDataIsReadWhileEveryOtherPlantIsAway() throws Exception {
        north.answers(_ -> new Told(200, "[]"));
        try (var door = doorWithoutSouth()) {
            for (var path : List.of("/v1/image", "/v1/size", "/v1/project", "/v1/tenant", "/v1/filesystemlayout")) {
                assertThat(door.get(path).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void reservationsThatNamePartitionsOfTwoPlantsAreRefused() throws Exception {
        try (var door = door()) {
            var response =
                    door.send("PUT", "/v1/size/reservations", "{\"partitionids\":[\"north-part\",\"south-part\"]}");
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body()).contains("north, south");
        }
    }

    @Test
    void aPlantThatAllowsOnlyViewersIsNotAskedToChangeAnything() throws Exception {
        var p = south.peer();
        var careful =
                new Plant(p.label(), p.partitions(), p.base(), p.link(), metalplant.door.Role.VIEW, p.granted(), true);
        try (var door = new OpenDoor(Plants.fixed("north", List.of(north.peer(), careful)), folder, OpenDoor.PATIENT)) {
            var response = door.send("POST", "/v1/machine/allocate", "{\"partitionid\":\"south-part\"}");
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(south.all()).isEmpty();
        }
    }

    @Test
    void whatItsOwnerGrantsPasses() throws Exception {
        south.answers(_ -> new Told(200, "{\"id\":\"m\"}"));
        var granting = south.peer(metalplant.router.table.Guard.CONSOLE_PASSWORD);
        try (var door =
                new OpenDoor(Plants.fixed("north", List.of(north.peer(), granting)), folder, OpenDoor.PATIENT)) {
            var password = door.send("GET", "/v1/machine/consolepassword", "{\"id\":\"m\",\"reason\":\"x\"}");
            assertThat(password.statusCode()).isEqualTo(200);
            assertThat(door.get("/v1/machine/m/ipmi").statusCode()).isEqualTo(403);
        }
    }
}
