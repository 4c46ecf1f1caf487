package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.switches.PlannedSwitches;
import metalplant.bootstrap.switches.SwitchFiles;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerServicesTest {
    private static final String PLACE = "region: eu\nzone: eu-north\npartition: north-1\n";
    private static final PlantPlan PLAN = plan("networks: {management: {prefix: 172.16.0.0/24}}\n");
    private static final Map<String, Boolean> ALL_NEW =
            Map.of(ControllerServices.BMC, true, ControllerServices.CONSOLE, true);
    private static final Map<String, Boolean> NOTHING_NEW =
            Map.of(ControllerServices.BMC, false, ControllerServices.CONSOLE, false);

    @TempDir
    Path folder = Path.of("");

    private static PlantPlan plan(String networks) {
        return ((PlanReader.Result.Good) PlanReader.read(PLACE + networks)).plan();
    }

    private TestBox box() {
        var box = new TestBox(folder, new Ports(20_000));
        Folders.create(box.host.plant().data());
        PlantPki.open(
                box.host.plant().pki(), new PlantPki.Names("north-1", List.of()), box.world.now(), box.world.now());
        return box;
    }

    @Test
    void bothUnitsAreGivenOneKeyEachAndLookAgainOnlyWhenSomethingChanged() throws IOException {
        // given
        var box = box();
        var services = new ControllerServices(box.box());

        // when
        assertThat(services.ensure(PLAN)).isEqualTo(ALL_NEW);
        assertThat(services.ensure(PLAN)).isEqualTo(NOTHING_NEW);

        // then
        assertThat(Files.readString(box.host.environment("plant-bmc")))
                .contains("PLANT_BMC_PARTITION=north-1\n", "PLANT_BMC_ALLOWED=172.16.0.0/24\n");
        assertThat(Files.readString(box.host.environment("plant-console")))
                .contains("PLANT_CONSOLE_API=http://127.0.0.1:", "PLANT_CONSOLE_ROUTER=https://127.0.0.1");
        assertThat(box.host.given("plant-bmc").toFile().list())
                .containsExactlyInAnyOrder("controllers.key", "ca.crt", "nsq-client.crt", "nsq-client.key");
        assertThat(box.host.given("plant-console").toFile().list()).containsExactly("view.key");
        assertThat(box.host.plant().federation().resolve("console")).isDirectory();

        // and a plan without a network of controllers has none looked at
        services.give(plan(""));
        assertThat(Files.readString(box.host.environment("plant-bmc"))).doesNotContain("ALLOWED");
    }

    @Test
    void aPlantOfAReleaseThatGaveTheWholeKeyGivesOneOfItsOwn() throws IOException {
        // given: secrets as an earlier release left them, and what it handed on
        var box = box();
        var services = new ControllerServices(box.box());
        services.ensure(PLAN);
        var given = box.host.given("plant-bmc");
        var edit = Files.readString(box.host.plant().secrets().resolve("hmac-edit"));
        Files.delete(box.host.plant().secrets().resolve("hmac-controllers"));
        Files.delete(given.resolve("controllers.key"));
        Files.writeString(given.resolve("edit.key"), edit);

        // when
        services.ensure(PLAN);

        // then
        assertThat(given.resolve("edit.key")).doesNotExist();
        assertThat(Files.readString(given.resolve("controllers.key")))
                .isNotEqualTo(edit)
                .isEqualTo(Files.readString(box.host.plant().secrets().resolve("hmac-controllers")));
        assertThat(Files.readString(box.host.plant().secrets().resolve("hmac-edit")))
                .isEqualTo(edit);
    }

    @Test
    void theLoginOfTheStickIsTakenOnceAndOneThatIsNoneIsTold() throws IOException {
        // given
        var box = box();
        var of = box.box();
        var services = new ControllerServices(of);
        Files.createDirectories(box.host.media());
        var offered = box.host.media().resolve("bmc-login.txt");

        // when it is wrong it is told, without what it says
        Files.writeString(offered, "root secret-word\n");
        assertThat(services.ensure(PLAN)).isEqualTo(ALL_NEW);
        assertThat(of.warnings().all())
                .singleElement()
                .asString()
                .contains("bmc-login.txt on the stick is not taken")
                .doesNotContain("secret-word");

        // when it is right both units have it
        Files.writeString(offered, "operator\r\nsecret word\r\n");
        assertThat(services.ensure(PLAN)).isEqualTo(ALL_NEW);
        assertThat(of.warnings().all()).isEmpty();
        for (var unit : List.of("plant-bmc", "plant-console")) {
            var login = box.host.given(unit).resolve("login");
            assertThat(login).hasContent("operator\nsecret word");
            assertThat(Files.getPosixFilePermissions(login)).hasSize(2);
        }

        // and another stick changes nothing
        Files.writeString(offered, "somebody\nelse\n");
        assertThat(services.ensure(PLAN)).isEqualTo(NOTHING_NEW);

        // until the operator takes it away
        Files.delete(box.host.plant().secrets().resolve("bmc-login"));
        Files.delete(offered);
        assertThat(services.ensure(PLAN)).isEqualTo(ALL_NEW);
        assertThat(box.host.given("plant-bmc").resolve("login")).doesNotExist();
    }

    @Test
    void whatChangesLaterIsHandedOnAndSwitchesAreNotShownThePassword() throws IOException {
        // given
        var box = box();
        var services = new ControllerServices(box.box());
        Files.createDirectories(box.host.firstBoot());
        Files.writeString(box.host.acceptedPlan(), PLACE + OneLeaf.NETWORKS);
        services.follow();
        assertThat(box.host.environment("plant-bmc")).doesNotExist();
        services.ensure(plan(OneLeaf.NETWORKS));

        // when
        Files.writeString(box.host.plant().secrets().resolve("bmc-login"), "operator\nsecret\n");
        var files = new SwitchFiles(box.host.var().resolve("switches"));
        PlannedSwitches.of(plan(OneLeaf.NETWORKS), OneLeaf.SWITCHES, PlannedSwitches.numbers(files))
                .accept(files);
        services.follow();

        // then
        assertThat(box.host.given("plant-bmc").resolve("login")).hasContent("operator\nsecret");
        assertThat(Files.readString(box.host.environment("plant-bmc")))
                .contains("PLANT_BMC_IGNORED=80:a2:35:00:00:01\n");
    }

    @Test
    void theUserThatInstallersMakeIsTakenWhereThereIsNoOther() throws IOException {
        // given
        var box = box();
        Files.writeString(box.host.plant().options(), "bmc.super-user-password-file=secrets/bmc-super-user\n");
        Files.writeString(box.host.plant().secrets().resolve("bmc-super-user"), "made by installers\n");

        // when
        new ControllerServices(box.box()).ensure(PLAN);

        // then
        assertThat(box.host.given("plant-bmc").resolve("login")).hasContent("root\nmade by installers");
    }
}
