package metalplant.bmc.redfish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.PowerButton;
import metalplant.bmc.vendor.Vendors;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same story with the habits of each maker that has an entry of its own. */
class MakersTest {
    private record Maker(String vendor, FakeController.Habits habits, String cycle, String pxe, boolean bootsByIpmi) {
        @Override
        public String toString() {
            return vendor;
        }
    }

    private static final List<Maker> MAKERS = List.of(
            new Maker(
                    "dell",
                    new FakeController.Habits(
                            "Dell Inc.",
                            "System.Embedded.1",
                            List.of("On", "ForceOff", "ForceRestart", "GracefulRestart", "PowerCycle", "Nmi"),
                            true,
                            false,
                            false),
                    "PowerCycle",
                    "Pxe Continuous",
                    false),
            new Maker(
                    "supermicro",
                    new FakeController.Habits(
                            "Supermicro", "1", List.of("On", "ForceOff", "ForceRestart"), false, true, true),
                    "ForceRestart",
                    "Pxe Continuous",
                    true),
            new Maker(
                    "lenovo",
                    new FakeController.Habits(
                            "Lenovo", "1", List.of("On", "ForceOff", "ForceRestart", "ForceOn"), false, false, true),
                    "ForceRestart",
                    "Pxe Once",
                    false),
            new Maker(
                    "gigabyte",
                    new FakeController.Habits("GIGABYTE", "Self", List.of(), false, true, false),
                    "PowerCycle",
                    "Pxe Continuous",
                    false),
            new Maker(
                    "other",
                    new FakeController.Habits(
                            "Somebody", "x", List.of("ForceOn", "ForceOff", "ForceRestart"), true, true, false),
                    "ForceRestart",
                    "Pxe Continuous",
                    false));

    static List<Maker> makers() {
        return MAKERS;
    }

    @Test
    void everyMakerOfTheListHasAFake() {
        assertThat(MAKERS)
                .extracting(Maker::vendor)
                .containsExactlyInAnyOrderElementsOf(Vendors.known().all().stream()
                        .map(vendor -> vendor.name())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("makers")
    void aControllerIsDrivenAsItsMakerWantsIt(Maker maker) {
        try (var fake = new FakeController(maker.habits());
                var drivers = drivers(fake)) {
            // when
            var driver = drivers.of(new Controller("127.0.0.1", 623, "root", "secret"));
            driver.press(PowerButton.ON);
            driver.press(PowerButton.CYCLE);
            driver.bootFrom(BootDevice.PXE);
            driver.identify(true);

            // then
            assertThat(driver.name()).isEqualTo("Redfish (%s)".formatted(maker.vendor()));
            assertThat(driver.isOn()).isTrue();
            assertThat(fake.asked()).last().isEqualTo(maker.cycle());
            assertThat(fake.boot()).isEqualTo(maker.pxe());
            assertThat(fake.light()).isTrue();
            assertThat(driver.bootsByIpmi()).isEqualTo(maker.bootsByIpmi());
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void whatAControllerSaysIsRead(Maker maker) {
        try (var fake = new FakeController(maker.habits());
                var drivers = drivers(fake)) {
            // when
            var facts = drivers.of(new Controller("127.0.0.1", 623, "root", "secret"))
                    .facts();

            // then
            assertThat(facts.machineId()).isEqualTo("4c4c4544-d1f2-11ee-8056-b4c04f4b4233");
            assertThat(facts.biosVersion()).isEqualTo("2.19.1");
            assertThat(facts.bmcVersion()).isEqualTo("7.00.60.00");
            assertThat(facts.powerOn()).contains(false);
            assertThat(facts.ledOn()).contains(false);
            assertThat(facts.powerMetric()).contains(new Bmc.PowerMetric(120.5f, 1, 300, 80));
            assertThat(facts.powerSupplies()).containsExactly(new Bmc.PowerSupply("OK", "Enabled"));
            assertThat(facts.fru().chassisPartNumber()).isEqualTo("P1");
            assertThat(facts.fru().productSerial()).isEqualTo("S1");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void anUpdateOfFirmwareIsBegunFromWhereItLies(Maker maker) {
        try (var fake = new FakeController(maker.habits());
                var drivers = drivers(fake)) {
            fake.takesFirmware();

            drivers.of(new Controller("127.0.0.1", 623, "root", "secret"))
                    .update(FirmwareKind.BMC, java.net.URI.create("https://firmware.example.org/bmc.bin?signed=1"));

            assertThat(fake.asked()).containsExactly("HTTPS https://firmware.example.org/bmc.bin?signed=1");
        }
    }

    @Test
    void whatAControllerCannotDoIsSaid() {
        try (var fake = new FakeController(MAKERS.getFirst().habits());
                var drivers = drivers(fake)) {
            var driver = drivers.of(new Controller("127.0.0.1", 623, "root", "secret"));
            var problem = catchThrowableOfType(
                    Problem.class,
                    () -> driver.update(FirmwareKind.BIOS, java.net.URI.create("http://images/bios.bin")));
            assertThat(problem.code()).isEqualTo(ProblemCode.BMC_REFUSED);
        }
    }

    private static RedfishDrivers drivers(FakeController fake) {
        return new RedfishDrivers("http", fake.port(), Duration.ofSeconds(20), (_, _) -> true, Vendors.known());
    }
}
