package metalplant.bootstrap.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.testkit.systemd.DebianTree;
import metalplant.testkit.systemd.Programs;
import metalplant.testkit.systemd.SystemdContainer;
import metalplant.testkit.systemd.SystemdExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The unit {@code plant-reach} on systemd 257, confined as it is, with a door that a web server of Java plays. */
class ReachOnSystemdTest {
    private static final String ADDRESS = "198.51.100.1";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final SystemdExtension MACHINE = SystemdExtension.with(ReachOnSystemdTest::prepare);

    private static void prepare(SystemdContainer machine) {
        machine.write("/usr/lib/systemd/system/.keep", "");
        Programs.run(
                        PATIENCE,
                        List.of(
                                "sh",
                                DebianTree.project()
                                        .resolve("systemd-units/install")
                                        .toString(),
                                "1.0",
                                machine.at("/").toString()))
                .good();
        machine.bind(Path.of(System.getProperty("java.home")), "/usr/lib/metal-plant/runtime");
        var places = new ArrayList<String>();
        for (var each : classPath()) {
            places.add("/usr/lib/metal-plant/lib/%d%s".formatted(places.size(), Files.isDirectory(each) ? "" : ".jar"));
            machine.bind(each, places.getLast());
        }
        machine.write("/usr/lib/metal-plant/lib/java.args", "-cp\n" + String.join(":", places) + "\n")
                .write(
                        "/etc/systemd/system/plantd.service.d/test.conf",
                        "[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n")
                .write(
                        "/etc/systemd/system/door.service",
                        "[Service]\nExecStart=/usr/lib/metal-plant/runtime/bin/java -m jdk.httpserver -b 127.0.0.1 -p 9080 -d /root/door\n")
                .write("/root/door/metal/v1/health", "{}");
    }

    /** What this very process runs with. */
    private static List<Path> classPath() {
        var text = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(text.split(":", -1)).stream()
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .filter(Files::exists)
                .distinct()
                .toList();
    }

    /** Waits in there: each look from outside would be three programs. */
    private static void untilIt(String condition) {
        var look = "until ip -brief address show lo | { %s %s; }; do sleep 0.3; done".formatted(condition, ADDRESS);
        MACHINE.machine()
                .run("timeout", String.valueOf(PATIENCE.toSeconds()), "sh", "-c", look)
                .good();
    }

    private static boolean isHeld() {
        return MACHINE.machine()
                .run("ip", "-brief", "address", "show", "lo")
                .good()
                .contains(ADDRESS);
    }

    private static void systemctl(String... words) {
        var all = new ArrayList<>(List.of("systemctl"));
        all.addAll(List.of(words));
        MACHINE.machine().run(all.toArray(String[]::new)).good();
    }

    @Test
    void theAddressIsThereWhileTheDoorIsHealthyAndTheUnitRuns() {
        // given nothing, it stays down
        systemctl("start", "plant-reach.service");
        assertThat(MACHINE.machine()
                        .run("systemctl", "is-active", "plant-reach.service")
                        .text())
                .contains("inactive");

        MACHINE.machine()
                .write(
                        "/run/metal-plant/env/plant-reach.env",
                        "PLANT_REACH_ADDRESS=%s\nPLANT_REACH_DOOR=http://127.0.0.1:9080/metal/v1/health\n"
                                .formatted(ADDRESS));
        systemctl("start", "plant-reach.service", "door.service");
        untilIt("grep -qF");

        systemctl("stop", "door.service");
        untilIt("! grep -qF");

        systemctl("start", "door.service");
        untilIt("grep -qF");

        systemctl("stop", "plant-reach.service");
        assertThat(isHeld()).isFalse();
        assertThat(MACHINE.machine()
                        .run("systemctl", "show", "--property=Result", "plant-reach.service")
                        .text())
                .contains("Result=success");
    }
}
