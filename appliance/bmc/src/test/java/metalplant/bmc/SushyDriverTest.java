package metalplant.bmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Locale;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.redfish.PinFile;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SushyDriverTest extends DriverContract {
    private final Path folder;
    private final Sushy sushy;
    private final RedfishDrivers drivers;

    SushyDriverTest(@TempDir Path folder) {
        this.folder = folder;
        this.sushy = Sushy.plain(folder.resolve("plain"));
        this.drivers = sushy.drivers((_, _) -> true);
    }

    @AfterEach
    void end() {
        drivers.close();
        sushy.close();
    }

    @Override
    Driver driver() {
        return drivers.of(sushy.controller());
    }

    @Override
    String machineId() {
        return Sushy.UUID;
    }

    @Override
    String bootDevice() {
        return Redfish.get(sushy.port(), "/redfish/v1/Systems/" + Sushy.UUID)
                .path("Boot")
                .path("BootSourceOverrideTarget")
                .asText()
                .toLowerCase(Locale.ROOT);
    }

    @Override
    String networkBoot() {
        return "pxe";
    }

    @Test
    void aControllerThatTakesAnothersPlaceGetsNoPassword() {
        // given
        var file = folder.resolve("pins");
        int port = Daemon.freePort();
        try (var first = Sushy.withCertificate(folder.resolve("first"), port);
                var pinned = first.drivers(new PinFile(file))) {
            assertThat(pinned.of(first.controller()).facts().machineId()).isEqualTo(Sushy.UUID);
        }

        // when
        try (var second = Sushy.withCertificate(folder.resolve("second"), port);
                var pinned = second.drivers(new PinFile(file))) {
            var problem = catchThrowableOfType(Problem.class, () -> pinned.of(second.controller()));

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BMC_UNREACHABLE);
            assertThat(problem).hasMessageContaining("not the controller that was met before");
        }
    }
}
