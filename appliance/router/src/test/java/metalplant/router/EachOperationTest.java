package metalplant.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.router.plants.Plant;
import metalplant.router.plants.Plants;
import metalplant.router.table.Clue;
import metalplant.router.table.Entity;
import metalplant.router.table.Guard;
import metalplant.router.table.Row;
import metalplant.router.table.Table;
import metalplant.router.table.Treatment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the API, through a real door to two real plants: does it arrive where it must, as it was sent, and nowhere else? Takes
 * a few seconds of the federation tests' share.
 */
class EachOperationTest {
    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static RecordingPlant north;
    private static RecordingPlant south;
    private static OpenDoor door;

    @BeforeAll
    static void open() throws IOException {
        north = new RecordingPlant("north");
        south = new RecordingPlant("south");
        door = new OpenDoor(homesInSouth(List.of(north.peer(), south.peer())), folder, OpenDoor.PATIENT);
        OPEN.addAll(List.of(door, north, south));
    }

    @AfterAll
    static void close() throws Exception {
        for (var part : OPEN) {
            part.close();
        }
    }

    @BeforeEach
    void forget() {
        for (var plant : List.of(north, south)) {
            plant.forget();
            plant.answers(seen -> answer(plant, seen));
        }
    }

    /** Has what begins with its own name, and an answer to everything else. */
    private static RecordingPlant.Told answer(RecordingPlant plant, RecordingPlant.Seen seen) {
        var other = plant.label.equals("north") ? "south" : "north";
        if (seen.target().contains("/" + other) || seen.target().contains("/192.0.2.")) {
            var mine = plant.label.equals("south") && seen.target().contains("/192.0.2.");
            return mine ? new RecordingPlant.Told(200, "{\"ipaddress\":\"192.0.2.9\"}") : RecordingPlant.Told.MISSING;
        }
        return new RecordingPlant.Told(
                200,
                seen.target().startsWith("/v1/network")
                        ? "[{\"id\":\"%s-1\",\"partitionid\":\"p\",\"of\":\"%s\"}]".formatted(plant.label, plant.label)
                        : "[{\"id\":\"%s-1\",\"of\":\"%s\"}]".formatted(plant.label, plant.label));
    }

    /** What begins with "south" has its home there. */
    private static Plants homesInSouth(List<Plant> all) {
        var fixed = Plants.fixed("north", all);
        return new Plants() {
            @Override
            public Plant local() {
                return fixed.local();
            }

            @Override
            public List<Plant> all() {
                return fixed.all();
            }

            @Override
            public Optional<String> home(Entity entity, String id) {
                return (entity.mirrored() && id.startsWith("south")) || shows(entity, id)
                        ? Optional.of("south")
                        : Optional.empty();
            }

            @Override
            public boolean shows(Entity entity, String id) {
                return entity == Entity.NETWORK && id.equals("shared-south");
            }

            @Override
            public boolean sharesNetworks() {
                return true;
            }
        };
    }

    static Stream<Row> rows() {
        return Table.all().stream();
    }

    static Stream<Row> lists() {
        return rows().filter(row -> row.treatment() == Treatment.FAN_OUT);
    }

    private static String id(Clue clue, String plant) {
        return switch (clue.names()) {
            case PARTITION -> plant + "-part";
            case IP -> plant.equals("south") ? "192.0.2.9" : "192.0.2.1";
            default -> plant + "-" + clue.names().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String target(Row row, String plant) {
        var clue =
                row.clues().stream().filter(c -> c.place() == Clue.Place.PATH).findFirst();
        var path = row.path();
        if (clue.isPresent()) {
            path = path.replace("{" + clue.get().name() + "}", id(clue.get(), plant));
        }
        var query = row.clues().stream()
                .filter(c -> c.place() == Clue.Place.QUERY)
                .findFirst()
                .map(c -> c.name() + "=" + id(c, plant) + "&")
                .orElse("");
        return path.replaceAll("\\{[a-z]+}", "north-any") + "?" + query + "odd=%20a+b&force=true&odd=";
    }

    /** JSON as no machine writes it, so that it would not survive being read and written. */
    private static String body(Row row, String plant) {
        if (row.verb().equals("DELETE") || (row.verb().equals("GET") && !row.looksIntoBody())) {
            return "";
        }
        var fields = new StringBuilder("{ \"zahl\" : 1.0e+2 ,\n\t\"text\":\"\\u00fc\u00fc\\/\" ");
        row.clues().stream().filter(c -> c.place() == Clue.Place.BODY).forEach(clue -> {
            var value = '"' + id(clue, plant) + '"';
            var name = clue.name();
            int dot = name.indexOf('.');
            fields.append(", ")
                    .append(
                            dot < 0
                                    ? "\"%s\":  %s".formatted(name, name.endsWith("ids") ? "[" + value + "]" : value)
                                    : "\"%s\":{\"%s\" :%s}"
                                            .formatted(name.substring(0, dot), name.substring(dot + 1), value));
        });
        return fields + "}\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyOperationArrivesAtThePlantItNamesAsItWasSentAndNowhereElse(Row row) throws Exception {
        // given a request that names things of the other plant
        var target = target(row, "south");
        var body = body(row, "south");

        // when
        var response = door.send(row.verb(), target, body);

        // then
        boolean stays = row.treatment() == Treatment.LOCAL || row.clues().isEmpty();
        if (row.treatment() == Treatment.FAN_OUT && row.clues().isEmpty()) {
            assertArrived(south, row, target, body);
            assertArrived(north, row, target, body);
            assertThat(response.statusCode()).isEqualTo(200);
        } else if (row.guard() != Guard.NONE && !stays) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("south");
            assertThat(south.requests()).isEmpty();
            assertThat(north.requests()).isEmpty();
        } else {
            assertArrived(stays ? north : south, row, target, body);
            assertNothingChangedAt(stays ? south : north);
            assertThat(response.headers().firstValue("X-Answer")).hasValue("of the plant");
            assertThat(response.headers().map()).doesNotContainKey("metal-plant-caller-role");
        }
    }

    @Test
    void aWriteOfWhatHasAnotherIdAtItsHomeIsRefusedAndNotSent() throws Exception {
        south.answers(_ -> RecordingPlant.Told.MISSING);

        var response = door.send("DELETE", "/v1/project/south-shop~south", "");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("another id at its home", "south");
        assertNothingChangedAt(south);
        assertThat(north.requests()).isEmpty();
    }

    @Test
    void aSharedNetworkIsChangedAtItsHomeAndReadAndUsedAtTheOwnPlant() throws Exception {
        for (var request : List.of(
                List.of("DELETE", "/v1/network/shared-south", ""),
                List.of("POST", "/v1/network", "{\"id\":\"shared-south\"}"))) {
            forget();
            assertThat(door.send(request.get(0), request.get(1), request.get(2)).statusCode())
                    .isEqualTo(200);
            assertThat(south.requests()).hasSize(1);
            assertThat(north.requests()).isEmpty();
        }
        for (var request : List.of(
                List.of("GET", "/v1/network/shared-south", ""),
                List.of("POST", "/v1/ip/allocate", "{\"networkid\":\"shared-south\"}"),
                List.of("DELETE", "/v1/network/free/shared-south", ""))) {
            forget();
            assertThat(door.send(request.get(0), request.get(1), request.get(2)).statusCode())
                    .isEqualTo(200);
            assertThat(north.requests()).hasSize(1);
            assertThat(south.requests()).isEmpty();
        }
    }

    @Test
    void aSharedNetworkIsListedOnceAsTheOwnPlantShowsIt() throws Exception {
        var ofSouth = "{\"id\":\"shared\",\"of\":\"south\"}";
        north.answers(_ -> new RecordingPlant.Told(
                200, "[{\"id\":\"shared~south\",\"of\":\"south\"},{\"id\":\"shared\",\"of\":\"north\"}]"));
        south.answers(_ -> new RecordingPlant.Told(
                200,
                "[%s,{\"id\":\"shared~north\"},{\"id\":\"a\",\"partitionid\":\"s\"},{\"id\":\"b\",\"projectid\":\"p\"},{\"id\":\"c\",\"labels\":{\"plant.metal-stack.io/local-only\":\"true\"}}]"
                        .formatted(ofSouth)));

        for (var list : List.of(List.of("GET", "/v1/network", ""), List.of("POST", "/v1/network/find", "{}"))) {
            var response = door.send(list.get(0), list.get(1), list.get(2));

            assertThat(response.body())
                    .isEqualTo(
                            "[{\"id\":\"shared~south\",\"of\":\"south\"},{\"id\":\"shared\",\"of\":\"north\"},{\"id\":\"a\",\"partitionid\":\"s\"},{\"id\":\"b\",\"projectid\":\"p\"},{\"id\":\"c\",\"labels\":{\"plant.metal-stack.io/local-only\":\"true\"}}]");
        }
    }

    private static void assertArrived(RecordingPlant plant, Row row, String target, String body) {
        assertThat(plant.requests()).hasSize(1);
        var seen = plant.requests().getFirst();
        assertThat(seen.method()).isEqualTo(row.verb());
        assertThat(seen.target()).isEqualTo(target);
        assertThat(seen.body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
        assertThat(seen.header("content-type")).isEqualTo(body.isEmpty() ? "" : "application/json");
        assertThat(seen.header("metal-plant-caller-email")).isEqualTo("metal-admin%40metal-stack.io");
        assertThat(seen.header("metal-plant-caller-role")).isEqualTo("admin");
        assertThat(seen.header("metal-plant-request-id")).hasSize(36);
        assertThat(seen.headers()).doesNotContainKeys("authorization", "x-date", "x-data-salt");
    }

    /** A read whose plant is not known yet may have been asked for at home first. */
    private static void assertNothingChangedAt(RecordingPlant plant) {
        assertThat(plant.requests())
                .allSatisfy(seen -> assertThat(seen.method()).isEqualTo("GET"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyOperationThatNamesThingsOfTheOwnPlantStaysThere(Row row) throws Exception {
        var response = door.send(
                row.verb(),
                target(row, "north").replace("192.0.2.1", "north-ip"),
                body(row, "north").replace("192.0.2.1", "north-ip"));

        if (row.treatment() == Treatment.FAN_OUT && row.clues().isEmpty()) {
            assertThat(response.statusCode()).isEqualTo(200);
        } else {
            assertThat(north.requests()).hasSize(1);
            assertThat(south.requests()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void aListThatNamesNoPartitionHasTheRowsOfAllPlantsThatAllowIt(Row row) throws Exception {
        var body = row.verb().equals("POST") ? "{}" : "";

        var response = door.send(row.verb(), row.path(), body);

        assertThat(response.statusCode()).isEqualTo(200);
        var place = row.rows().equals(Optional.of(Entity.NETWORK)) ? "\"partitionid\":\"p\"," : "";
        var own = "[{\"id\":\"north-1\",%s\"of\":\"north\"}".formatted(place);
        var both = own + ",{\"id\":\"south-1\",%s\"of\":\"south\"}]".formatted(place);
        assertThat(response.body()).isEqualTo(row.guard() == Guard.NONE ? both : own + "]");
        assertThat(south.requests()).hasSize(row.guard() == Guard.NONE ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyOperationWithoutCredentialsIsRefusedAtTheDoorUnlessItIsOpen(Row row) throws Exception {
        HttpResponse<String> response =
                OpenDoor.send(door.request(row.verb(), target(row, "south"), body(row, "south")));

        boolean open = row.role() == metalplant.door.Role.OPEN;
        assertThat(response.statusCode()).isEqualTo(open ? 200 : 403);
        assertThat(south.all()).isEmpty();
        assertThat(north.all()).hasSize(open ? 1 : 0);
    }
}
