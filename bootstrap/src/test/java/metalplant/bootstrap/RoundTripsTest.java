package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import metalplant.bootstrap.trips.RequestTrips;
import metalplant.cli.api.HmacSigner;
import metalplant.model.SystemWorld;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Role;
import metalplant.server.PlantServer;
import metalplant.store.DatabaseConfig;
import metalplant.store.SqlStore;
import metalplant.testkit.machine.TestMachines;
import metalplant.testkit.switches.TestSwitches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole plant answers each operation on one of everything and on many of everything, and waits for its database as often. How often that may be
 * stands in {@code trips/operations.txt}.
 */
class RoundTripsTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PARTITION = TestMachines.PARTITION;
    private static final String PROJECT = TestMachines.PROJECT;
    private static final int FEW = 1;
    private static final int MANY = 40;

    /** What a request finds to do for others, such as a message that waits to be published, is chance; a query per thing would be 39 more. */
    private static final int CHANCE = 4;

    /** Ours, each tried by a suite of its own; none of them is a list that grows with machines. */
    private static final String OTHERS =
            "/v1/(federation|plant|machine/allocate-many).*|/v1/machine/ipmi/result|/v1/audit/.*|/v1/login.*";

    @TempDir
    Path folder;

    private final RequestTrips trips = new RequestTrips();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> words = new HashMap<>();
    private URI api = URI.create("");
    private HmacSigner signer = new HmacSigner("Metal-Admin", "");
    private int filled;

    /** One line of the table; {@code operation} is "!" if it only prepares. */
    private record Line(String operation, int most, String verb, String path, String body, String status) {
        static Line of(String text) {
            var cells = text.split("\\|", -1);
            var request = cells[2].strip().split(" ", 3);
            return new Line(
                    cells[0].strip(),
                    cells[1].isBlank() ? 0 : Integer.parseInt(cells[1].strip()),
                    request[0],
                    request[1],
                    request.length > 2 ? request[2].replace('\'', '"') : "",
                    cells.length > 3 ? cells[3].strip() : "");
        }
    }

    @Test
    void noOperationWaitsForTheDatabaseMoreOftenBecauseThereIsMore() throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve("plant")).resolve("plant.properties"),
                "url-check.enabled=false\n");
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (var plant = new Plant(Folders.create(folder.resolve("plant")), new Progress(silent, WORLD), WORLD)) {
            var started = plant.start(options(), config -> new TheServer(PlantServer.start(config, trips)));
            var status = started.status();
            api = URI.create(status.text("api.url"));
            signer = new HmacSigner("Metal-Admin", status.text("api.hmac.admin"));
            var database = new DatabaseConfig(
                    status.text("database.jdbc"), status.text("database.user"), status.text("database.password"), 2);
            try (var store = SqlStore.open(database, WORLD)) {
                begin();
                fill(store, FEW);
                var few = round(1);
                fill(store, MANY);
                var many = round(2);

                assertThat(grown(few, many))
                        .as("operations that wait more often for more of the same")
                        .isEmpty();
                assertThat(above(many))
                        .as("operations above their line, and how often they wait")
                        .isEmpty();
                assertThat(few.keySet()).as("operations in the table").containsAll(claimed());
            }
        }
    }

    private RunOptions options() {
        return new RunOptions(
                folder.resolve("plant"),
                Optional.empty(),
                Optional.of(0),
                Optional.of(PARTITION),
                Optional.empty(),
                Optional.empty());
    }

    private static List<Line> table() throws Exception {
        try (var in = Objects.requireNonNull(RequestTrips.class.getResourceAsStream("operations.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Line::of)
                    .toList();
        }
    }

    private Map<String, Integer> round(int number) throws Exception {
        words.put("n", Integer.toString(number));
        var counts = new LinkedHashMap<String, Integer>();
        for (var line : table()) {
            var count = trips.ofNext(line.operation());
            call(line);
            if (!line.operation().equals("!")) {
                counts.put(line.operation(), count.get(20, TimeUnit.SECONDS));
            }
        }
        return counts;
    }

    private Map<String, String> grown(Map<String, Integer> few, Map<String, Integer> many) {
        var found = new TreeMap<String, String>();
        many.forEach((operation, count) -> {
            int before = few.getOrDefault(operation, 0);
            if (count > before + CHANCE) {
                found.put(operation, before + " -> " + count);
            }
        });
        return found;
    }

    private Map<String, Integer> above(Map<String, Integer> counts) throws Exception {
        var found = new TreeMap<String, Integer>();
        for (var line : table()) {
            var count = counts.getOrDefault(line.operation(), 0);
            if (count > line.most()) {
                found.put(line.operation(), count);
            }
        }
        return found;
    }

    private Set<String> claimed() throws Exception {
        var ids = new TreeSet<String>();
        tree(send("GET", "../metal/apidocs.json", ""))
                .path("paths")
                .properties()
                .forEach(path -> {
                    if (!path.getKey().matches(OTHERS)) {
                        path.getValue()
                                .forEach(operation ->
                                        ids.add(operation.path("operationId").asText()));
                    }
                });
        assertThat(ids).hasSizeGreaterThan(100);
        return ids;
    }

    /** A project, and what the table names of it. */
    private void begin() throws Exception {
        words.putAll(Map.of("partition", PARTITION, "project", PROJECT, "leaf", "leaf-0"));
        words.put("machine", TestMachines.id(1));
        ask("PUT", "v1/project", "{'meta':{'id':'%s'},'name':'p','tenant_id':'metal-stack'}".formatted(PROJECT));
        ask("PUT", "v1/size", "{'id':'trip-size','constraints':[{'type':'cores','min':5000,'max':5001}]}");
        words.put("network", network());
    }

    private String network() throws Exception {
        var made = ask(
                "POST",
                "v1/network/allocate",
                "{'name':'n','partitionid':'%s','projectid':'%s'}".formatted(PARTITION, PROJECT));
        return made.path("id").asText();
    }

    /** Brings everything to this many. */
    private void fill(SqlStore store, int wanted) throws Exception {
        for (int i = filled + 1; i <= wanted; i++) {
            one(i);
        }
        store.run("fill", tx -> {
            for (int i = filled + 1; i <= wanted; i++) {
                tx.machines().insert(TestMachines.allocated(i, "rack-0", Role.MACHINE));
                tx.events().saveAll(List.of(waits(TestMachines.id(i))));
                var connections = Map.of(TestMachines.id(i), List.of("Ethernet" + 4 * i));
                tx.switches()
                        .insert(TestSwitches.leaf("side-" + i, "rack-0", 64).withConnections(connections));
            }
            return true;
        });
        store.run("leaf", tx -> {
            var connections = new TreeMap<String, List<String>>();
            for (int i = 1; i <= wanted; i++) {
                connections.put(TestMachines.id(i), List.of("Ethernet" + 4 * i));
            }
            var leaf = TestSwitches.leaf("leaf-0", "rack-0", 64).withConnections(connections);
            tx.switches().find("leaf-0").ifPresent(tx.switches()::delete);
            tx.switches().insert(leaf);
            return true;
        });
        // For this round's allocations, and one that may go.
        store.run("waiting", tx -> {
            for (int i = 1; i <= 6; i++) {
                var id = TestMachines.id(wanted * 1000 + i);
                tx.machines().insert(TestMachines.registered(wanted * 1000 + i, "rack-" + i));
                tx.machines().startWaiting(id, "elsewhere/1");
                tx.events().saveAll(List.of(waits(id)));
            }
            tx.machines().insert(TestMachines.registered(wanted * 1000, "rack-9"));
            return true;
        });
        words.put("gone", TestMachines.id(wanted * 1000));
        filled = wanted;
    }

    private static ProvisioningEvents waits(String id) {
        var now = WORLD.now();
        return new ProvisioningEvents(
                id,
                Liveliness.ALIVE,
                Optional.of(now),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(new ProvisioningEvent(now, EventType.WAITING, "")),
                ProvisioningEvents.empty(id).revision());
    }

    private void one(int number) throws Exception {
        var id = "fill-" + number;
        ask("PUT", "v1/tenant", "{'meta':{'id':'%s'},'name':'trip'}".formatted(id));
        ask("PUT", "v1/project", "{'meta':{'id':'%s'},'name':'p','tenant_id':'metal-stack'}".formatted(id));
        ask(
                "PUT",
                "v1/image",
                "{'id':'debian-12.0.202601%02d','url':'http://images.example.org/i','features':['machine']}"
                        .formatted(number));
        ask(
                "PUT",
                "v1/size",
                "{'id':'%s','constraints':[{'type':'cores','min':%d,'max':%d}]}"
                        .formatted(id, number * 10 + 6000, number * 10 + 6001));
        ask(
                "PUT",
                "v1/filesystemlayout",
                "{'id':'%s','constraints':{'sizes':['%s'],'images':{'debian':'*'}},'filesystems':[],'disks':[]}"
                        .formatted(id, id));
        ask("PUT", "v1/size-image-constraint", "{'id':'%s','images':{'debian':'>= 10'}}".formatted(id));
        ask(
                "PUT",
                "v1/size/reservations",
                "{'id':'%s','sizeid':'%s','projectid':'%s','partitionids':['%s'],'amount':1}"
                        .formatted(id, number % 20 == 0 ? "c1-large-x86" : id, id, PARTITION));
        ask("PUT", "v1/region", "{'id':'%s'}".formatted(id));
        ask("PUT", "v1/zone", "{'id':'%s','regionid':'%s'}".formatted(id, id));
        ask(
                "PUT",
                "v1/partition",
                "{'id':'%s','zoneid':'%s','bootconfig':{'imageurl':'http://images.example.org/i','kernelurl':'http://images.example.org/k'}}"
                        .formatted(id, id));
        ask(
                "PUT",
                "v1/network",
                "{'id':'%s','prefixes':['101.%d.0.0/24'],'destinationprefixes':[],'nat':false,'privatesuper':false,'underlay':false}"
                        .formatted(id, number));
        var network = network();
        ask(
                "POST",
                "v1/ip/allocate",
                "{'networkid':'%s','projectid':'%s','type':'static'}".formatted(network, PROJECT));
        ask("PUT", "v1/peering", "{'id':'%s','network1':'%s','network2':'%s'}".formatted(id, network(), network));
    }

    private void call(Line line) throws Exception {
        var answer = send(line.verb(), put(line.path()), put(line.body()));
        var expected = line.status().split(" ", -1);
        if (expected[0].isEmpty()) {
            assertThat(answer.statusCode()).as("%s %s", line, answer.body()).isBetween(200, 201);
        } else {
            assertThat(answer.statusCode()).as("%s %s", line, answer.body()).isEqualTo(Integer.parseInt(expected[0]));
        }
        if (expected.length > 1) {
            var names = expected[1].split("=", -1);
            words.put(names[1], tree(answer).path(names[0]).asText());
        }
    }

    private String put(String text) {
        var result = text;
        for (var word : words.entrySet()) {
            result = result.replace("${" + word.getKey() + "}", word.getValue());
        }
        return result;
    }

    private JsonNode ask(String verb, String path, String body) throws Exception {
        var answer = send(verb, path, body.replace('\'', '"'));
        assertThat(answer.statusCode())
                .as("%s %s %s", path, body, answer.body())
                .isBetween(200, 201);
        return tree(answer);
    }

    private static JsonNode tree(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String verb, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", "application/json")
                .method(
                        verb,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        signer.headers(verb, WORLD.now(), WORLD.random("salt")).forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
