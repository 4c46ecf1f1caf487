package metalplant.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import metalplant.core.machine.ConsolePassword;
import metalplant.core.machine.FindMachines;
import metalplant.core.store.InMemoryStore;
import metalplant.model.machine.MachineState;
import metalplant.server.firewall.FirewallLifeHttp;
import metalplant.server.http.TestDoor;
import metalplant.testkit.life.TestPlant;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineLifeHttpTest {
    private static final String ALLOCATE = "/v1/machine/allocate";
    private static final String UNKNOWN = TestMachines.id(404);
    private static final String FREE = TestMachines.id(1);
    private static final String TAKEN = TestMachines.id(2);
    private static final String LOCKED = TestMachines.id(3);
    private static final String LOCKED_AND_TAKEN = TestMachines.id(4);
    private static final int REASON_LENGTH_MIN = 10;

    private final TestPlant plant = TestPlant.on(new InMemoryStore());
    private final String network = plant.privateNetwork();
    private final FindMachines find = new FindMachines(plant.store);
    private final MachineAnswers answers = machine -> MachineMapping.toWire(find.of(machine));
    private final MachineLifeHttp life = new MachineLifeHttp(
            plant.allocate,
            plant.free,
            plant.reinstall,
            plant.power,
            new ConsolePassword(plant.store, REASON_LENGTH_MIN),
            answers);
    private final TestDoor door = new TestDoor(life, new FirewallLifeHttp(plant.allocate, answers));

    @BeforeEach
    void aFreeATakenAndTwoLockedMachines() {
        plant.waiting(4);
        plant.allocate.run(TestPlant.wants(2, network));
        plant.allocate.run(TestPlant.wants(4, network));
        lock(3);
        lock(4);
    }

    private void lock(int number) {
        var locked = new MachineState(MachineState.Value.LOCKED, "under repair", "somebody", "");
        plant.write(tx -> {
            var machine = tx.machines().get(TestMachines.id(number));
            tx.machines().update(machine.withState(locked).withChanged(plant.world.now(), machine.revision()));
        });
    }

    /** A request that is granted, with some of its fields written again: the last one of a name counts. */
    private String wish(String fields) {
        return """
                {'name':'w','hostname':'h','description':'','projectid':'%s','partitionid':'%s','sizeid':'%s',
                 'imageid':'debian-12.0','ssh_pub_keys':['%s'],'networks':[{'networkid':'%s','autoacquire':true}]%s}""".formatted(
                        TestPlant.PROJECT,
                        TestPlant.PARTITION,
                        TestPlant.SIZE,
                        TestPlant.SSH_KEY,
                        network,
                        fields.isEmpty() ? "" : "," + fields.replace("NETWORK", network));
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(life).table()).isEqualTo("""
                POST /v1/machine/allocate allocateMachine EDIT
                GET /v1/machine/consolepassword getMachineConsolePassword EDIT
                DELETE /v1/machine/{id}/free freeMachine EDIT
                POST /v1/machine/{id}/power/bios machineBios EDIT
                POST /v1/machine/{id}/power/chassis-identify-led-off chassisIdentifyLEDOff EDIT
                POST /v1/machine/{id}/power/chassis-identify-led-on chassisIdentifyLEDOn EDIT
                POST /v1/machine/{id}/power/cycle machineCycle EDIT
                POST /v1/machine/{id}/power/disk machineDisk EDIT
                POST /v1/machine/{id}/power/off machineOff EDIT
                POST /v1/machine/{id}/power/on machineOn EDIT
                POST /v1/machine/{id}/power/pxe machinePxe EDIT
                POST /v1/machine/{id}/power/reset machineReset EDIT
                POST /v1/machine/{id}/reinstall reinstallMachine EDIT""");
    }

    @Test
    void whatIsWishedForIsWhatIsAnswered() {
        var reply = door.post(ALLOCATE, wish(""));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("id").asText()).isEqualTo(FREE);
        assertThat(reply.body().at("/allocation/networks/0/ips")).hasSize(1);
        assertThat(reply.body().at("/allocation/image/id").asText()).isEqualTo(TestPlant.IMAGE);
    }

    static Stream<Arguments> badWishes() {
        return Stream.of(
                Arguments.of("'networks':[]", 400, "name at least one private network"),
                Arguments.of("'networks':null", 400, "name at least one private network"),
                Arguments.of("'networks':'x'", 400, ""),
                Arguments.of("'networks':[{'networkid':7}]", 400, ""),
                Arguments.of("'name':{}", 400, ""),
                Arguments.of("'imageid':'debian-99'", 400, "no image with id \"debian-99\" found"),
                Arguments.of("'imageid':null", 400, "no image with id"),
                Arguments.of("'imageid':'firewall-3.0'", 400, "is not usable for a machine"),
                Arguments.of("'sizeid':'none'", 400, "no size with id \"none\" found"),
                Arguments.of("'sizeid':''", 400, "name a size, or one machine by its uuid"),
                Arguments.of("'partitionid':'none'", 400, "no partition with id \"none\" found"),
                Arguments.of("'partitionid':null", 400, "name a partition, or one machine by its uuid"),
                Arguments.of("'uuid':'%s'".formatted(UNKNOWN), 400, "no machine with id"),
                Arguments.of("'dns_servers':[{'ip':'nonsense'}]", 400, "nonsense"),
                Arguments.of("'projectid':''", 422, "projectid is missing"),
                Arguments.of("'projectid':'none'", 404, "no project with id \"none\" found"),
                Arguments.of("'filesystemlayoutid':'none'", 404, "no filesystemlayout with id \"none\" found"),
                Arguments.of("'ssh_pub_keys':['nonsense']", 422, "key"),
                Arguments.of("'ips':['nonsense']", 422, "is not an IP address"),
                Arguments.of("'ips':['192.0.2.77']", 404, "no ip with id"),
                Arguments.of("'networks':[{'networkid':'none'}]", 404, "no network with id \"none\" found"),
                Arguments.of("'networks':[{'networkid':'super'}]", 422, "machines join its children only"),
                Arguments.of("'networks':[{'networkid':'internet'}]", 422, "no private network given"),
                Arguments.of(
                        "'networks':[{'networkid':'NETWORK','autoacquire':false}]",
                        422,
                        "a network without autoacquire needs one of the given ips"),
                Arguments.of("'networks':[{'networkid':'NETWORK'},{'networkid':'NETWORK'}]", 422, "is given twice"),
                Arguments.of("'uuid':'%s'".formatted(TAKEN), 422, "is already allocated"),
                Arguments.of("'uuid':'%s'".formatted(LOCKED), 422, "set its state to available first"));
    }

    @ParameterizedTest
    @MethodSource("badWishes")
    void aWishThatCannotBeGrantedSaysWhy(String fields, int status, String message) {
        var reply = door.post(ALLOCATE, wish(fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(plant.machine(1).allocation()).isEmpty();
        assertThat(plant.addressesOf(1)).isEmpty();
    }

    @Test
    void whenTheRackIsFullItIsSaid() {
        door.post(ALLOCATE, wish(""));

        var reply = door.post(ALLOCATE, wish(""));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains("no machine available");
    }

    @Test
    void aFirewallNeedsAWayOut() {
        var body = wish("'imageid':'firewall-3.0','networks':[{'networkid':'NETWORK','autoacquire':false}]");

        var reply = door.post("/v1/firewall/allocate", body);

        assertThat(reply.status()).as(reply.message()).isEqualTo(422);
        assertThat(reply.message()).contains("a firewall needs an address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'egress':[{'protocol':'icmp','ports':[1],'to':['0.0.0.0/0']}]; protocol",
                "'egress':[{'protocol':'tcp','ports':[70000],'to':['0.0.0.0/0']}]; port",
                "'ingress':[{'protocol':'tcp','ports':[22],'from':['10.0.0.0/33']}]; 10.0.0.0/33"
            })
    void rulesThatNoFirewallUnderstandsAreRefused(String rules, String message) {
        var body = wish("'imageid':'firewall-3.0','firewall_rules':{%s}".formatted(rules));

        var reply = door.post("/v1/firewall/allocate", body);

        assertThat(reply.status()).as(reply.message()).isEqualTo(400);
        assertThat(reply.message()).contains(message);
    }

    @Test
    void freeingWhatIsNotThereIs404AndWhatIsLocked422() {
        assertThat(door.delete("/v1/machine/" + UNKNOWN + "/free").status()).isEqualTo(404);
        assertThat(door.delete("/v1/machine/nonsense/free").status()).isEqualTo(404);

        var locked = door.delete("/v1/machine/" + LOCKED_AND_TAKEN + "/free");

        assertThat(locked.status()).isEqualTo(422);
        assertThat(locked.message()).contains("is locked");
        assertThat(plant.machine(4).allocation()).isPresent();
    }

    @Test
    void freeingAMachineGivesItBackAndDoingSoTwiceDoesNoHarm() {
        assertThat(door.delete("/v1/machine/" + TAKEN + "/free").body().path("allocation"))
                .isEmpty();
        assertThat(door.delete("/v1/machine/" + TAKEN + "/free").status()).isEqualTo(200);
        assertThat(plant.addressesOf(2)).isEmpty();
    }

    static Stream<Arguments> badReinstalls() {
        var image = "{'imageid':'%s'}".formatted(TestPlant.IMAGE);
        return Stream.of(
                Arguments.of(UNKNOWN, image, 404, "no machine with id"),
                Arguments.of(FREE, image, 400, "is locked or not allocated"),
                Arguments.of(LOCKED_AND_TAKEN, image, 400, "is locked or not allocated"),
                Arguments.of(TAKEN, "{}", 400, "no image is named"),
                Arguments.of(TAKEN, "{'imageid':''}", 400, "no image is named"),
                Arguments.of(TAKEN, "{'imageid':[]}", 400, ""),
                Arguments.of(TAKEN, "{'imageid':'debian-12.0'}", 404, "no image with id \"debian-12.0\" found"));
    }

    @ParameterizedTest
    @MethodSource("badReinstalls")
    void aReinstallationThatCannotBeSaysWhy(String machine, String body, int status, String message) {
        var reply = door.post("/v1/machine/" + machine + "/reinstall", body);

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on",
                "off",
                "reset",
                "cycle",
                "bios",
                "disk",
                "pxe",
                "chassis-identify-led-on",
                "chassis-identify-led-off"
            })
    void aCommandToAMachineThatIsNotThereIs404AndQueuesNothing(String verb) {
        long before = plant.outboxSize();

        var reply = door.post("/v1/machine/" + UNKNOWN + "/power/" + verb, "[]");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).contains(UNKNOWN);
        assertThat(plant.outboxSize()).isEqualTo(before);
    }

    @Test
    void aCommandToAMachineOfNoPartitionSaysWhatIsMissing() {
        plant.write(tx -> tx.machines().insert(TestMachines.registered(9, "").withPlace("", "", "")));

        var reply = door.post("/v1/machine/" + TestMachines.id(9) + "/power/on", "");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains("let it register first");
    }

    @Test
    void theLedShowsWhyItWasSwitched() {
        var reply = door.post("/v1/machine/" + FREE + "/power/chassis-identify-led-on?description=fan", "[]");

        assertThat(reply.body().at("/ledstate/value").asText()).isEqualTo("LED-ON");
        assertThat(reply.body().at("/ledstate/description").asText()).isEqualTo("fan");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'id':'TAKEN','reason':'short'}; 400; at least 10 characters",
                "{'id':'TAKEN'}; 400; at least 10 characters",
                "{'id':'UNKNOWN','reason':'long enough'}; 404; no machine with id",
                "{'reason':'long enough'}; 404; no machine with id",
                "{'id':'FREE','reason':'long enough'}; 422; is not allocated",
                "{'id':7}; 400; ''"
            })
    void aConsolePasswordIsNotShownToJustAnybody(String body, int status, String message) {
        var filled = List.of("TAKEN=" + TAKEN, "UNKNOWN=" + UNKNOWN, "FREE=" + FREE).stream()
                .map(pair -> pair.split("=", 2))
                .reduce(body, (text, pair) -> text.replace(pair[0], pair[1]), (a, _) -> a);

        var reply = door.getWithBody("/v1/machine/consolepassword", filled);

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
    }
}
