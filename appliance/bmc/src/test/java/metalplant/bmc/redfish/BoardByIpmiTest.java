package metalplant.bmc.redfish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import metalplant.bmc.FoundDrivers;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.bmc.vendor.Vendors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Supermicro that speaks Redfish and IPMI; ipmitool is a script that writes down what it is told. */
class BoardByIpmiTest {
    private static final String TOOL = """
            #!/bin/sh
            echo "$*" >> "%1$s/asked"
            [ -e "%1$s/dead" ] && exit 1
            case "$*" in
            *fru\\ print*) printf ' Board Mfg             : Supermicro\\n Board Serial          : OM19\\n Board Part Number     : X11DPT-B\\n' ;;
            *mc\\ info*) echo 'Firmware Revision         : 1.73' ;;
            esac
            """;

    private final FakeController fake = new FakeController(
            new FakeController.Habits("Supermicro", "1", List.of("On", "ForceOff"), false, true, false));
    private final RedfishDrivers redfish =
            new RedfishDrivers("http", fake.port(), Duration.ofSeconds(20), (_, _) -> true, Vendors.known());
    private final Path folder;
    private final FoundDrivers drivers;

    BoardByIpmiTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        var tool = folder.resolve("ipmitool");
        Files.writeString(tool, TOOL.formatted(folder));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.drivers = new FoundDrivers(redfish, new Ipmitool(tool.toString(), Duration.ofSeconds(20)));
    }

    @AfterEach
    void end() {
        redfish.close();
        fake.close();
    }

    private static Controller controller() {
        return new Controller("127.0.0.1", 623, "root", "secret");
    }

    @Test
    void theBoardIsWhatIpmiSaysAndTheRestWhatRedfishSays() {
        var facts = drivers.of(controller()).facts();

        assertThat(facts.fru().boardPartNumber()).isEqualTo("X11DPT-B");
        assertThat(facts.fru().boardMfgSerial()).isEqualTo("OM19");
        assertThat(facts.fru().productSerial()).isEqualTo("S1");
        assertThat(facts.bmcVersion()).isEqualTo("1.73");
        assertThat(facts.biosVersion()).isEqualTo("2.19.1");
    }

    @Test
    void withoutIpmiItIsReportedAllTheSame() throws IOException {
        Files.createFile(folder.resolve("dead"));

        var facts = drivers.of(controller()).facts();

        assertThat(facts.machineId()).isEqualTo("4c4c4544-d1f2-11ee-8056-b4c04f4b4233");
        assertThat(facts.bmcVersion()).isEqualTo("7.00.60.00");
    }

    @Test
    void itsDiskIsChosenByItsOwnNumberAndTheNetworkByTheStandards() throws IOException {
        var driver = drivers.of(controller());

        driver.bootFrom(BootDevice.DISK);
        driver.bootFrom(BootDevice.PXE);

        assertThat(Files.readAllLines(folder.resolve("asked")).stream().map(line -> line.replaceFirst(".* -C 17 ", "")))
                .containsExactly(
                        "raw 0x00 0x08 0x04 0x01 0x01",
                        "raw 0x00 0x08 0x05 0xe0 0x24 0x00 0x00 0x00",
                        "chassis bootdev pxe options=persistent,efiboot");
    }
}
