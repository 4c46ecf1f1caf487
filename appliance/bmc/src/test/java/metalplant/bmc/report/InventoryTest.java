package metalplant.bmc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Drivers;
import metalplant.bmc.driver.Facts;
import metalplant.bmc.driver.Failures;
import metalplant.bmc.driver.PowerButton;
import metalplant.model.SystemWorld;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.ip.Cidr;
import metalplant.model.machine.Bmc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Finding> taken = new ArrayList<>();
    private final Path file;

    InventoryTest(@TempDir Path folder) {
        this.file = folder.resolve("leases");
    }

    @AfterEach
    void end() {
        executor.close();
    }

    private Inventory inventory(Drivers drivers, Duration timeout) {
        var config = new InventoryConfig(
                Duration.ofMinutes(5),
                "root",
                "secret",
                623,
                List.of(Cidr.parse("10.0.0.0/24")),
                Set.of("aa:bb:cc:dd:ee:ff"),
                timeout);
        return new Inventory(new LeaseFile(file), drivers, taken::addAll, config, new SystemWorld(), executor);
    }

    /** A controller that says this of its machine. */
    private static Driver saying(String machineId) {
        return new Driver() {
            @Override
            public String name() {
                return "one";
            }

            @Override
            public Facts facts() {
                return new Facts(
                        machineId,
                        Bmc.Fru.NONE,
                        "",
                        "",
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
            }

            @Override
            public boolean isOn() {
                return true;
            }

            @Override
            public void press(PowerButton button) {}

            @Override
            public void bootFrom(BootDevice device) {}

            @Override
            public void identify(boolean on) {}

            @Override
            public void update(FirmwareKind kind, URI image) {}
        };
    }

    @Test
    void everyControllerThatAnswersIsReported() throws IOException, InterruptedException {
        // given
        Files.writeString(file, """
                0 aa:bb:cc:dd:ee:01 10.0.0.1 * *
                0 aa:bb:cc:dd:ee:02 10.0.0.2 * *
                0 aa:bb:cc:dd:ee:03 10.0.1.3 * *
                0 aa:bb:cc:dd:ee:ff 10.0.0.4 * *
                """);

        // when
        var inventory = inventory(
                controller -> {
                    if (controller.host().equals("10.0.0.2")) {
                        throw Failures.unreachable(controller.host(), "no route");
                    }
                    return saying("machine-of-" + controller.host());
                },
                Duration.ofMinutes(1));
        inventory.round();

        // then
        assertThat(taken).extracting(finding -> finding.facts().machineId()).containsExactly("machine-of-10.0.0.1");
        assertThat(inventory.count().rounds()).isEqualTo(1);
        assertThat(inventory.count().asked()).isEqualTo(2);
        assertThat(inventory.count().reported()).isEqualTo(1);
    }

    @Test
    void twoControllersOfOneMachineAreReportedOnce() throws IOException, InterruptedException {
        Files.writeString(file, "0 aa:bb:cc:dd:ee:01 10.0.0.1 * *\n0 aa:bb:cc:dd:ee:02 10.0.0.2 * *\n");
        inventory(_ -> saying("same"), Duration.ofMinutes(1)).round();
        assertThat(taken).hasSize(1);
    }

    @Test
    void aControllerThatNeverAnswersHoldsUpNoOther() throws IOException, InterruptedException {
        // given
        Files.writeString(file, "0 aa:bb:cc:dd:ee:01 10.0.0.1 * *\n0 aa:bb:cc:dd:ee:02 10.0.0.2 * *\n");
        var hanging = new AtomicInteger();

        // when
        inventory(
                        controller -> {
                            if (controller.host().equals("10.0.0.1")) {
                                hanging.incrementAndGet();
                                hangs();
                            }
                            return saying("two");
                        },
                        Duration.ofMillis(200))
                .round();

        // then
        assertThat(hanging).hasValue(1);
        assertThat(taken).extracting(finding -> finding.lease().ip()).containsExactly("10.0.0.2");
    }

    private static void hangs() {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.unreachable("10.0.0.1", "ended");
        }
    }
}
