package metalplant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import metalplant.wire.federation.BlockResponse;
import metalplant.wire.federation.BlocksResponse;
import metalplant.wire.federation.DoorKeysResponse;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.FenceResponse;
import metalplant.wire.federation.InviteResponse;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.JoinResponse;
import metalplant.wire.federation.JoinStep;
import metalplant.wire.federation.LedgerFile;
import metalplant.wire.federation.PlanItem;
import metalplant.wire.federation.PoolResponse;
import metalplant.wire.federation.RequestResponse;
import metalplant.wire.federation.TrustResponse;
import metalplant.wire.region.RegionResponse;
import metalplant.wire.region.ZoneResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederationCommandsTest {
    private static final JoinPlan PLAN =
            new JoinPlan("aa11", List.of(new PlanItem("prefix", "warning", "overlaps", "stays local")));

    @TempDir
    Path folder;

    private final Map<String, Deque<Object>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private HttpServer plant;

    @BeforeEach
    void start() throws IOException {
        plant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plant.createContext("/", this::answer);
        plant.start();
    }

    @AfterEach
    void stop() {
        plant.stop(0);
    }

    /** Answers in turn; the last one again and again. */
    private void answer(HttpExchange call) throws IOException {
        try (call) {
            var what = call.getRequestMethod() + " " + call.getRequestURI();
            var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Object next;
            synchronized (asked) {
                asked.add(what + " " + body);
                var queue = answers.getOrDefault(what, new ArrayDeque<>());
                next = queue.size() > 1 ? queue.removeFirst() : queue.isEmpty() ? "" : queue.getFirst();
            }
            boolean refused = next instanceof String;
            var bytes = (refused
                            ? WireJson.text(WireJson.text(Map.of("statuscode", 422, "message", next)))
                            : WireJson.text(next))
                    .getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(refused ? 422 : 200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private void will(String what, Object... these) {
        answers.put(what, new ArrayDeque<>(List.of(these)));
    }

    private int run(@Nullable String typed, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--api-url", "http://127.0.0.1:%d/".formatted(plant.getAddress().getPort()), "--hmac", "key"));
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(typed == null ? "" : typed)),
                typed != null);
        var line = PlantctlCommand.commandLine(new SystemWorld(), screen);
        line.setErr(new PrintWriter(err, true));
        return line.execute(all.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JoinResponse join(String state, String step, @Nullable JoinPlan plan, boolean accepted) {
        return new JoinResponse(
                "j1",
                "joiner",
                state,
                "alpha",
                "0011-2233",
                List.of("bikoh", "soroz", "dirov", "gukon"),
                List.of(new JoinStep(step, "doing", Instant.EPOCH, "people")),
                plan,
                accepted,
                state.equals("failed") ? "given up there" : null);
    }

    private void aJoinThatWaitsForAnAnswer() {
        will("POST /v1/federation/join", join("running", "read", null, false));
        will(
                "GET /v1/federation/join/j1",
                join("running", "read", null, false),
                join("running", "agree", PLAN, false),
                join("joined", "sign", PLAN, true));
        will("POST /v1/federation/join/j1/accept", join("running", "agree", PLAN, true));
        will("POST /v1/federation/join/j1/abort", join("failed", "agree", PLAN, false));
    }

    @Test
    void aPersonSeesPlanAndWordsOnceAndIsAsked() {
        aJoinThatWaitsForAnAnswer();

        int status = run("perhaps\nyes\n", "join-federation", "ABC-DEF-GHJ@192.0.2.7:1");

        assertThat(status).isZero();
        assertThat(said())
                .containsOnlyOnce("bikoh soroz dirov gukon")
                .containsOnlyOnce("plan aa11")
                .contains("stays local");
        assertThat(asked)
                .contains("POST /v1/federation/join/j1/accept {\"plan\":\"aa11\",\"fingerprint\":null}")
                .first()
                .asString()
                .contains("\"code\":\"ABC-DEF-GHJ\"", "\"address\":\"192.0.2.7:1\"");
    }

    @Test
    void noGivesTheJoinUp() {
        aJoinThatWaitsForAnAnswer();
        will("GET /v1/federation/join/j1", join("running", "agree", PLAN, false), join("failed", "agree", PLAN, false));

        int status = run("no\n", "join-federation", "ABC-DEF-GHJ@192.0.2.7");

        assertThat(status).isEqualTo(1);
        assertThat(asked).anyMatch(call -> call.startsWith("POST /v1/federation/join/j1/abort"));
        assertThat(asked).noneMatch(call -> call.contains("/accept"));
    }

    @Test
    void withoutAPersonAndWithoutAFingerprintNothingIsAccepted() {
        aJoinThatWaitsForAnAnswer();

        int status = run(null, "join-federation", "ABC-DEF-GHJ@192.0.2.7");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("--fingerprint", "0011-2233");
        assertThat(asked).noneMatch(call -> call.contains("/accept"));
    }

    @Test
    void aFingerprintTakesThePlaceOfAPersonAndJsonIsOnTheScreenAlone() throws IOException {
        aJoinThatWaitsForAnAnswer();

        int status = run(null, "join-federation", "ABC-DEF-GHJ@192.0.2.7", "--fingerprint", "0011-2233", "-o", "json");

        assertThat(status).isZero();
        assertThat(WireJson.mapper().readTree(said()).path("state").asText()).isEqualTo("joined");
        assertThat(asked).anyMatch(call -> call.contains("\"fingerprint\":\"0011-2233\""));
    }

    @Test
    void aPlanAloneIsShownAndGoneAgain() {
        aJoinThatWaitsForAnAnswer();

        assertThat(run(null, "join-federation", "ABC-DEF-GHJ@192.0.2.7", "--plan-only"))
                .isZero();

        assertThat(said()).contains("plan aa11", "nothing was changed");
        assertThat(asked).last().asString().contains("/abort");
    }

    @Test
    void whatIsNeitherACodeNorAFileIsToldWithoutACall() {
        assertThat(run(null, "join-federation", "nonsense")).isEqualTo(1);

        assertThat(err.toString()).contains("CODE@HOST");
        assertThat(asked).isEmpty();
    }

    @Test
    void anInviteFileIsForItsOwnerAndNeverOverwritesAnother() throws IOException {
        will(
                "POST /v1/federation/invite",
                new InviteResponse("j1", null, "h:1", "c2VjcmV0", Instant.EPOCH, "0011", List.of("foval", "rafom")));
        var file = folder.resolve("invite");

        assertThat(run(null, "federation", "invite", "--no-wait", "--file", file.toString()))
                .isZero();

        assertThat(file).hasContent("secret");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(said()).contains("foval rafom", "Write them on paper");
        assertThat(run(null, "federation", "invite", "--no-wait", "--file", file.toString()))
                .isEqualTo(1);
    }

    @Test
    void whatThePlantRefusesIsToldInItsOwnWords() {
        will("GET /v1/federation", "the plant is still starting, try again");

        assertThat(run(null, "federation", "status")).isEqualTo(1);

        assertThat(err.toString())
                .contains("plantctl: the plant is still starting, try again")
                .doesNotContain("Exception");
    }

    @Test
    void aPlantThatIsAloneSaysHowToBegin() {
        will(
                "GET /v1/federation",
                new FederationResponse(
                        "p",
                        "alpha",
                        "0011",
                        "STANDALONE",
                        null,
                        0,
                        -1,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        "http://127.0.0.1:20010/metal"));

        assertThat(run(null, "federation", "status")).isZero();

        assertThat(said()).contains("127.0.0.1:20010", "federation invite", "join-federation");
    }

    @Test
    void leavingAsksAndWithoutAPersonWantsYes() {
        assertThat(run(null, "federation", "leave")).isEqualTo(1);

        assertThat(err.toString()).contains("--yes");
        assertThat(asked).isEmpty();
    }

    @Test
    void recoveryWordsAreTypedAndNeverStandOnACommandLine() {
        will(
                "POST /v1/federation/evict",
                new FederationResponse(
                        "p", "alpha", "0011", "MEMBER", "f", 0, 3, true, List.of(), List.of(), List.of(), List.of(),
                        null, null));

        assertThat(run("foval rafom  rizal\n", "federation", "evict", "beta")).isZero();

        assertThat(asked).last().asString().contains("\"member\":\"beta\"", "[\"foval\",\"rafom\",\"rizal\"]");
    }

    @Test
    void aProofNeedsAWayAnOperatorAndTheRecoveryWords() {
        will("POST /v1/federation/fence", new FenceResponse("p", "destroyed", List.of("day-shift"), false));

        assertThat(run(
                        "foval rafom\n",
                        "federation",
                        "fence",
                        "beta",
                        "--destroyed",
                        "--no-followers",
                        "--operator",
                        "day-shift"))
                .isZero();

        assertThat(asked)
                .last()
                .asString()
                .contains(
                        "\"how\":\"destroyed\"",
                        "\"operator\":\"day-shift\"",
                        "\"nofollowers\":true",
                        "[\"foval\",\"rafom\"]");
        assertThat(said()).contains("second operator");
        assertThat(run("foval\n", "federation", "fence", "beta", "--no-followers", "--operator", "day-shift"))
                .isEqualTo(2);
        assertThat(run("foval\n", "federation", "fence", "beta", "--no-followers", "--destroyed"))
                .isEqualTo(2);
        assertThat(run("foval\n", "federation", "fence", "beta", "--destroyed", "--operator", "day-shift"))
                .isEqualTo(2);
    }

    @Test
    void anInventoryNamesWhatLooksFreeAndIsNot() {
        will(
                "POST /v1/federation/inventory",
                new FederationResponse(
                        "p", "alpha", "0011", "MEMBER", "f", 1, 3, true, List.of(), List.of(), List.of(), List.of(),
                        null, null));

        assertThat(run(
                        "foval rafom\n",
                        "federation",
                        "inventory",
                        "beta",
                        "--in-use",
                        "198.51.100.16/28=gamma",
                        "--in-use",
                        "198.51.100.64/28=alpha"))
                .isZero();

        assertThat(asked)
                .last()
                .asString()
                .contains("\"member\":\"beta\"", "[\"198.51.100.16/28=gamma\",\"198.51.100.64/28=alpha\"]", "foval");
    }

    @Test
    void blocksAreReadPageByPage() {
        var free = new BlockResponse("198.51.100.0/24", "198.51.100.0/28", "16", "free", "p", "alpha", 0, 0, null);
        var waits = new BlockResponse(
                "198.51.100.0/24", "198.51.100.16/28", "16", "quarantined", "q", "beta", 0, 3, "two operators");
        will("GET /v1/federation/block?offset=0&pool=198.51.100.0%2F24", new BlocksResponse(7, List.of(free), 1000));
        will(
                "GET /v1/federation/block?offset=1000&pool=198.51.100.0%2F24",
                new BlocksResponse(7, List.of(waits), null));

        assertThat(run(null, "federation", "blocks", "198.51.100.0/24")).isZero();

        assertThat(said()).contains("198.51.100.0/28", "198.51.100.16/28", "beta", "waits for two operators");
    }

    @Test
    void anEndOfNewAddressesIsSaidWithThePrefix() {
        will("POST /v1/federation/pool", member(List.of()));
        will("GET /v1/federation", member(List.of(shared("PT720H"))));

        assertThat(run(null, "federation", "share", "198.51.100.0/24", "--allocate-until", "P30D"))
                .isZero();

        assertThat(asked).anySatisfy(each -> assertThat(each.toString()).contains("\"allocateuntil\":\"P30D\""));
        assertThat(said()).contains("in the ledger");
    }

    @Test
    void whoDoesNotWaitForTheLedgerIsToldThatItIsOrdered() {
        will("POST /v1/federation/pool", member(List.of()));

        assertThat(run(null, "federation", "share", "198.51.100.0/24", "--no-wait"))
                .isZero();

        assertThat(said()).contains("ordered");
    }

    private static PoolResponse shared(String allocateUntil) {
        return new PoolResponse("198.51.100.0/24", "ipv4", "198.51.100.0/24", 0, 16, 0, allocateUntil);
    }

    private static FederationResponse member(List<PoolResponse> pools) {
        return new FederationResponse(
                "p", "alpha", "0011", "MEMBER", "f", 0, 3, true, List.of(), pools, List.of(), List.of(), null, null);
    }

    @Test
    void whatBecameOfARequestIsToldByItsId() {
        var id = "3d0f9a5e-0000-4000-8000-000000000000";
        will("GET /v1/federation/request/" + id, new RequestResponse(id, "beta", "done", 200, "{\"id\":\"m\"}"));

        assertThat(run(null, "request", "show", id)).isZero();

        assertThat(said()).contains("beta", "answered with status 200", "{\"id\":\"m\"}");
        assertThat(run(null, "request", "show", "no id")).isEqualTo(1);
        assertThat(err.toString()).contains("\"no id\" is no id of a request");
    }

    @Test
    void aLedgerGoesToAFileAndFromOne() throws IOException {
        will("GET /v1/federation/ledger?from=0", new LedgerFile("bGVkZ2Vy"));
        var file = folder.resolve("ledger");

        assertThat(run(null, "federation", "export", file.toString())).isZero();

        assertThat(file).hasContent("ledger");
        assertThat(run(null, "federation", "export", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be written");
    }

    private static DoorKeysResponse keys(long number) {
        return new DoorKeysResponse(
                number,
                Instant.EPOCH,
                "v" + number,
                "e" + number,
                "a" + number,
                "edit",
                null,
                "https://router:1/metal/");
    }

    @Test
    void keysAreShownOrWrittenWhereNobodyElseReadsThem() throws IOException {
        will("GET /v1/federation/keys", keys(3));

        assertThat(run(null, "federation", "keys")).isZero();
        assertThat(said()).contains("v3", "e3", "a3", "https://router:1/metal/");
        out.reset();
        assertThat(run(
                        null,
                        "federation",
                        "keys",
                        "--save",
                        folder.resolve("keys").toString(),
                        "--metalctl",
                        folder.resolve("metalctl.yaml").toString(),
                        "--role",
                        "view"))
                .isZero();

        assertThat(said()).doesNotContain("v3").doesNotContain("a3");
        assertThat(folder.resolve("keys/admin")).hasContent("a3");
        assertThat(folder.resolve("metalctl.yaml"))
                .content()
                .contains("url: https://router:1/metal\n", "hmac: \"v3\"", "hmac_auth_type: Metal-View");
        for (var file : List.of("keys/view", "keys/edit", "keys/admin", "metalctl.yaml")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void newKeysAreWaitedFor() {
        will("GET /v1/federation/keys", keys(3), keys(3), keys(4));
        will("POST /v1/federation/keys", keys(3));

        assertThat(run(null, "federation", "keys", "--rotate", "--at-once", "-o", "json"))
                .isZero();

        assertThat(said()).contains("\"view\":\"v4\"");
        assertThat(asked).contains("POST /v1/federation/keys {\"atonce\":true}");
        assertThat(run(null, "federation", "keys", "--at-once")).isEqualTo(1);
    }

    @Test
    void theBundleIsPrintedAsItIsOrWrittenToAFile() throws IOException {
        var one = new TrustResponse.Trusted("p", "alpha", "ab12", "-----BEGIN CERTIFICATE-----\n");
        will("GET /v1/federation/trust", new TrustResponse(List.of(one), "-----BEGIN CERTIFICATE-----\n"));

        assertThat(run(null, "federation", "trust")).isZero();
        assertThat(said()).isEqualTo("-----BEGIN CERTIFICATE-----\n");
        out.reset();
        assertThat(run(
                        null,
                        "federation",
                        "trust",
                        "--save",
                        folder.resolve("pem").toString()))
                .isZero();

        assertThat(folder.resolve("pem")).hasContent("-----BEGIN CERTIFICATE-----");
        assertThat(said()).contains("alpha", "ab12").doesNotContain("BEGIN");
    }

    @Test
    void aFolderWithoutAPlantIsNamed() {
        var line = PlantctlCommand.commandLine(
                new SystemWorld(), new Screen(System.out, new BufferedReader(new StringReader("")), false));
        line.setErr(new PrintWriter(err, true));

        assertThat(line.execute("federation", "status", "--data", folder.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("there is no plant in " + folder, "--data");
    }

    @Test
    void aPersonSeesWhichStepWaitsForWhatAndHowManyQuestionsWereAsked() {
        aJoinThatWaitsForAnAnswer();
        will("POST /v1/federation/join/j1/accept", join("running", "agree", PLAN, true));

        assertThat(run("yes\n", "join-federation", "K4TM-9PXR-7@192.0.2.7")).isZero();

        assertThat(said()).contains("waits for people").contains("1 question;");
    }

    @Test
    void whatOtherPlantsMayDoIsOneCall() {
        will("POST /v1/federation/authority", federation());

        assertThat(run(null, "federation", "authority", "fra_2", "--role", "view", "--grant", "audit,firmware"))
                .isZero();
        assertThat(run(null, "federation", "authority", "fra_2", "--grant", "none"))
                .isZero();
        assertThat(run(null, "federation", "authority", "fra_2")).isEqualTo(1);

        assertThat(asked)
                .containsExactly(
                        "POST /v1/federation/authority {\"member\":\"fra_2\",\"role\":\"view\",\"grants\":[\"audit\",\"firmware\"]}",
                        "POST /v1/federation/authority {\"member\":\"fra_2\",\"role\":null,\"grants\":[]}");
        assertThat(err.toString()).contains("--role, --grant or both");
    }

    @Test
    void regionsZonesAndTheZoneOfAPartitionHaveCommands() {
        var region = new RegionResponse(
                "eu", "Europe", "", Instant.EPOCH, Instant.EPOCH, Map.of("a", "b"), List.of("fra"), null);
        var zone = new ZoneResponse(
                "fra",
                "eu",
                "Frankfurt",
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                List.of(),
                null,
                List.of(),
                List.of());
        will("PUT /v1/region", region);
        will("GET /v1/zone", List.of(zone));
        will("DELETE /v1/zone/fra", zone);
        will("POST /v1/partition", Map.of("id", "p1", "zoneid", "fra"));

        assertThat(run(null, "region", "create", "eu", "--name", "Europe", "--label", "a=b", "-o", "json"))
                .isZero();
        assertThat(run(null, "zone", "list")).isZero();
        assertThat(run(null, "zone", "delete", "fra")).isZero();
        assertThat(run(null, "partition", "zone", "p1", "fra")).isZero();

        assertThat(said()).contains("\"name\":\"Europe\"").contains("Frankfurt").contains("p1 lies in zone fra");
        assertThat(asked.getLast()).contains("\"zoneid\":\"fra\"");
    }

    @Test
    void everyCommandOfAFederationTeachesWithAnExample() {
        var federation = PlantctlCommand.commandLine(
                        new SystemWorld(),
                        new Screen(new PrintStream(out), new BufferedReader(new StringReader("")), false))
                .getSubcommands();
        var shown = new ArrayList<String>();
        for (var name : List.of("federation", "join-federation", "region", "zone", "partition", "machine", "sample")) {
            shown.add(java.util.Objects.requireNonNull(federation.get(name)).getUsageMessage());
            federation.get(name).getSubcommands().values().forEach(each -> shown.add(each.getUsageMessage()));
        }
        assertThat(shown).hasSizeGreaterThan(20).allMatch(usage -> usage.contains("./plantctl "));
    }

    private static FederationResponse federation() {
        return new FederationResponse(
                "p", "alpha", "0011", "MEMBER", "f", 0, 3, true, List.of(), List.of(), List.of(), List.of(), null,
                null);
    }
}
