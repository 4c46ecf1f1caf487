package metalplant.server.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesystemLayoutHttpTest {
    private static final String PATH = "/v1/filesystemlayout";
    private static final String DISK =
            "'disks':[{'device':'/dev/sda','wipeonreinstall':true,'partitions':[{'number':1,'size':%d,'gpttype':'ef00','label':'efi'}]}]";
    private static final String FS =
            "'filesystems':[{'path':'/boot/efi','device':'/dev/sda1','format':'vfat','createoptions':['-F','32']},{'device':'tmpfs','format':'tmpfs','path':'/tmp'}]";
    private static final String GOOD = DISK.formatted(500) + "," + FS;
    private static final String FOR_DEBIAN = "'constraints':{'sizes':['s1'],'images':{'debian':'>= 12.0'}}";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door = new TestDoor(new FilesystemLayoutHttp(new FilesystemLayouts(store, world)));

    private void create(String id, String rest) {
        assertThat(door.put(PATH, "{'id':'%s',%s}".formatted(id, rest)).status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(door.table()).isEqualTo("""
                        GET /v1/filesystemlayout listFilesystemLayouts VIEW
                        POST /v1/filesystemlayout updateFilesystemLayout ADMIN
                        PUT /v1/filesystemlayout createFilesystemLayout ADMIN
                        POST /v1/filesystemlayout/matches matchFilesystemLayout ADMIN
                        POST /v1/filesystemlayout/try tryFilesystemLayout ADMIN
                        DELETE /v1/filesystemlayout/{id} deleteFilesystemLayout ADMIN
                        GET /v1/filesystemlayout/{id} getFilesystemLayout VIEW""");
    }

    @Test
    void aLayoutComesBackAsItWasSentWithNullForWhatIsEmpty() {
        create("l1", GOOD + "," + FOR_DEBIAN);

        var layout = door.get(PATH + "/l1").body();

        assertThat(layout.at("/disks/0/partitions/0").toString())
                .isEqualTo("{\"gpttype\":\"ef00\",\"label\":\"efi\",\"number\":1,\"size\":500}");
        assertThat(layout.at("/filesystems/0/createoptions").toString()).isEqualTo("[\"-F\",\"32\"]");
        assertThat(layout.at("/filesystems/0/label").isNull()).isTrue();
        assertThat(layout.get("raid").isNull()).isTrue();
        assertThat(layout.get("volumegroups").isNull()).isTrue();
        assertThat(layout.at("/constraints/images/debian").asText()).isEqualTo(">= 12.0");
        assertThat(layout.has("created")).isFalse();
        assertThat(layout.has("stamp")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 400",
                "{'id':'l1','disks':[{'device':'/dev/sda','partitions':[{'number':1,'gpttype':'x'}]}]}; 409",
                "{'id':'x'}; 201",
                "{'id':'x','filesystems':[{'device':'/dev/sda1','format':'zfs'}]}; 422",
                "{'id':'x','disks':[{'device':'/dev/sda','partitions':[{'number':1,'gpttype':'8200'}]}]}; 422",
                "{'id':'x','raid':[{'arrayname':'/dev/md0','level':'5','devices':[]}]}; 422",
                "{'id':'x','filesystems':[{'device':'/dev/sda1','format':'ext4'}]}; 400",
                "{'id':'x','disks':[{'device':'/dev/sda','partitions':[{'number':1,'size':0},{'number':2,'size':1}]}]}; 400",
                "{'id':'x','constraints':{'sizes':['s1'],'images':{'debian':'*'}}}; 400",
                "{'id':'x','constraints':{'sizes':['s1'],'images':{'debian':'< 12.0'}}}; 201",
                "{'id':'x','constraints':{'sizes':['s2'],'images':{'debian':'*'}}}; 201",
                "{'id':'x','constraints':{'sizes':['s*'],'images':{}}}; 400",
                "{'id':'x','disks':[{'device':'/dev/sda','partitions':[{'number':256}]}]}; 400"
            })
    void aLayoutIsJudgedBesideTheOthers(String body, int status) {
        create("l1", GOOD + "," + FOR_DEBIAN);

        assertThat(door.put(PATH, body).status()).isEqualTo(status);
    }

    @Test
    void anUpdateReplacesEverythingAndDoesNotCollideWithItself() {
        create("l1", "'description':'d'," + GOOD + "," + FOR_DEBIAN);
        create("l2", "'constraints':{'sizes':['s2'],'images':{'debian':'*'}}");

        var replaced = door.post(PATH, "{'id':'l1',%s}".formatted(FOR_DEBIAN)).body();

        assertThat(replaced.get("description").asText()).isEmpty();
        assertThat(replaced.get("disks").isNull()).isTrue();
        assertThat(door.post(PATH, "{'id':'l1','constraints':{'sizes':['s2'],'images':{'debian':'1'}}}")
                        .status())
                .isEqualTo(400);
        assertThat(door.post(PATH, "{'id':'l3'}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"s1,debian-12.0.1,200", "s1,debian-11.0.1,422", "s2,debian-12.0.1,422", "s1,nonsense,422", "'','',422"})
    void aSizeAndImageAreTriedOut(String size, String image, int status) {
        create("l1", GOOD + "," + FOR_DEBIAN);

        assertThat(door.post(PATH + "/try", "{'size':'%s','image':'%s'}".formatted(size, image))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void aLayoutMatchesAMachineThatHasItsDisks() {
        create("fits", DISK.formatted(1024));
        create("large", DISK.formatted(1025));
        create("other", "'disks':[{'device':'/dev/vda'}]");
        store.run("register", tx -> tx.machines().insert(TestMachines.registered(1, "rack1")));

        assertThat(matches("fits", TestMachines.id(1))).isEqualTo(200);
        assertThat(matches("large", TestMachines.id(1))).isEqualTo(422);
        assertThat(matches("other", TestMachines.id(1))).isEqualTo(422);
        assertThat(matches("none", TestMachines.id(1))).isEqualTo(404);
        assertThat(matches("fits", TestMachines.id(2))).isEqualTo(404);
    }

    private int matches(String layout, String machine) {
        return door.post(PATH + "/matches", "{'filesystemlayout':'%s','machine':'%s'}".formatted(layout, machine))
                .status();
    }

    @Test
    void aDeletedLayoutIsGone() {
        create("l1", GOOD);

        assertThat(door.delete(PATH + "/l1").status()).isEqualTo(200);
        assertThat(door.delete(PATH + "/l1").status()).isEqualTo(404);
        assertThat(door.get(PATH).body().isArray()).isTrue();
    }
}
