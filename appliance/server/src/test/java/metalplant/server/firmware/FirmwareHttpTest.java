package metalplant.server.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.bus.Outbox;
import metalplant.core.firmware.Firmwares;
import metalplant.core.firmware.InMemoryFirmwareStore;
import metalplant.core.firmware.UpdateFirmware;
import metalplant.core.machine.FindMachines;
import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.server.machine.MachineAnswers;
import metalplant.server.machine.MachineMapping;
import metalplant.testkit.life.TestPlant;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirmwareHttpTest {
    private static final String MACHINE = TestMachines.id(1);
    private static final String UPDATE = "/v1/machine/update-firmware/" + MACHINE;

    private final TestPlant plant = TestPlant.on(new InMemoryStore());
    private final TestDoor door = door(Optional.of(new InMemoryFirmwareStore()));

    private TestDoor door(Optional<InMemoryFirmwareStore> kept) {
        var find = new FindMachines(plant.store);
        MachineAnswers answers = machine -> MachineMapping.toWire(find.of(machine));
        var firmwares = new Firmwares(plant.store, kept.map(each -> each));
        var outbox = new Outbox(plant.world, BmcSuperUser.NONE);
        return new TestDoor(new FirmwareHttp(
                firmwares, new UpdateFirmware(plant.store, firmwares, outbox, plant.publisher), answers));
    }

    @BeforeEach
    void aMachineWithABoard() {
        plant.waiting(1);
    }

    @Test
    void whatWasUploadedIsListedUnderItsMakerAndBoard() {
        assertThat(door.put("/v1/firmware/BIOS/board/bpn/2.0", "content").status())
                .isEqualTo(200);
        assertThat(door.put("/v1/firmware/bmc/Board/BPN/1.0", "content").status())
                .isEqualTo(200);

        assertThat(door.get("/v1/firmware").body().toString())
                .isEqualTo(
                        "{\"revisions\":{\"bios\":{\"VendorRevisions\":{\"board\":{\"BoardRevisions\":{\"BPN\":[\"2.0\"]}}}},"
                                + "\"bmc\":{\"VendorRevisions\":{\"board\":{\"BoardRevisions\":{\"BPN\":[\"1.0\"]}}}}}}");
        assertThat(door.get("/v1/firmware?kind=bmc&vendor=other").body().toString())
                .isEqualTo("{\"revisions\":{\"bmc\":{\"VendorRevisions\":{}}}}");
        assertThat(door.get("/v1/firmware?kind=disk").body().at("/revisions").size())
                .isEqualTo(2);
    }

    @Test
    void ofAMachineWhatItHasIsListed() {
        assertThat(door.get("/v1/firmware?kind=bios&machine-id=" + MACHINE)
                        .body()
                        .toString())
                .isEqualTo(
                        "{\"revisions\":{\"bios\":{\"VendorRevisions\":{\"board\":{\"BoardRevisions\":{\"BPN\":[\"1.2\"]}}}}}}");
        assertThat(door.get("/v1/firmware?machine-id=none").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "disk,board,BPN,unknown kind of firmware",
        "bios,board,OTHER,there is no machine of vendor board with board OTHER",
        "bios,other,BPN,there is no machine of vendor other with board BPN",
        "bios,board,..,names of up to 200 bytes"
    })
    void whatFitsNoMachineIsNotKept(String kind, String vendor, String board, String message) {
        var reply = door.put("/v1/firmware/%s/%s/%s/1".formatted(kind, vendor, board), "content");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).contains(message);
        assertThat(door.get("/v1/firmware?kind=bios").body().toString()).doesNotContain("BoardRevisions");
    }

    @Test
    void removingWhatIsNotThereIsNoError() {
        door.put("/v1/firmware/bios/board/BPN/2.0", "content");

        assertThat(door.delete("/v1/firmware/bios/board/BPN/2.0").status()).isEqualTo(200);
        assertThat(door.delete("/v1/firmware/bios/board/BPN/2.0").status()).isEqualTo(200);
        assertThat(door.get("/v1/firmware?kind=bios").body().toString()).doesNotContain("BoardRevisions");
    }

    @Test
    void anUpdateSendsTheControllerALinkThatIsGoodForTwoHours() {
        door.put("/v1/firmware/bios/board/BPN/2.0", "content");

        var reply = door.post(UPDATE, "{'kind':'bios','revision':'2.0','description':''}");
        plant.pass(Duration.ofSeconds(2));

        assertThat(reply.status()).as(reply.message()).isEqualTo(200);
        assertThat(reply.body().get("id").asText()).isEqualTo(MACHINE);
        assertThat(plant.published)
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"command\",\"cmd\":{\"target\":\"" + MACHINE
                        + "\",\"cmd\":\"UPDATE-FIRMWARE\",\"ipmi\":{")
                .endsWith(",\"firmwareupdate\":{\"kind\":\"bios\","
                        + "\"url\":\"http://firmware.invalid/bios%2Fboard%2FBPN%2F2.0?seconds=7200\"}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'kind':'bios','revision':'1.2'}; 422; has bios version \"1.2\" already",
                "{'kind':'bmc','revision':'1.74'}; 422; has bmc version \"1.74\" already",
                "{'kind':'bios','revision':'9'}; 422; is not in the store",
                "{'kind':'disk','revision':'9'}; 400; unknown kind",
                "{'revision':'9'}; 400; unknown kind",
                "{'kind':'bios'}; 400; names of up to"
            })
    void anUpdateThatCannotBeIsRefusedAndNothingIsSent(String body, int status, String message) {
        door.put("/v1/firmware/bios/board/BPN/1.2", "content");

        var reply = door.post(UPDATE, body);
        plant.pass(Duration.ofSeconds(2));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(plant.published).isEmpty();
        assertThat(door.post("/v1/machine/update-firmware/none", "{'kind':'bios','revision':'2'}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void withoutAStoreEveryOperationSaysThatThereIsNone() {
        var bare = door(Optional.empty());

        for (var reply : new TestDoor.Reply[] {
            bare.get("/v1/firmware"),
            bare.get("/v1/firmware?machine-id=" + MACHINE),
            bare.put("/v1/firmware/bios/board/BPN/2.0", "content"),
            bare.delete("/v1/firmware/bios/board/BPN/2.0"),
            bare.post(UPDATE, "{'kind':'bios','revision':'2.0'}")
        }) {
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.message()).contains("firmware.to");
        }
    }
}
