package metalplant.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.Units;
import metalplant.host.SystemdUnits;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.systemd.Programs;
import metalplant.testkit.systemd.SystemdContainer;
import metalplant.testkit.systemd.SystemdExtension;
import metalplant.units.net.NetworkCommand;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our units on systemd 257 and podman 5. Services are played by a container of two megabytes that only waits, so that it is about what units, systemd and
 * podman do with one another; the real containers have tests of their own.
 */
class UnitsOnSystemdTest {
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final Pattern SCORE = Pattern.compile("exposure level for \\S+: ([0-9.]+) ");

    @RegisterExtension
    static final SystemdExtension MACHINE = SystemdExtension.with(UnitsOnSystemdTest::prepare);

    private static @Nullable Units units;

    private static void prepare(SystemdContainer machine) {
        // The folder of what it has more than its tree.
        machine.write("/usr/lib/systemd/system/.keep", "");
        Programs.run(
                        AT_MOST,
                        List.of(
                                "sh",
                                UnitFile.FOLDER.resolve("install").toString(),
                                "1.0",
                                machine.at("/").toString()))
                .good();
        machine.bind(Path.of(System.getProperty("java.home")), "/usr/lib/metal-plant/runtime")
                .bind(code(NetworkCommand.class), "/usr/lib/metal-plant/lib/units")
                .bind(code(Problem.class), "/usr/lib/metal-plant/lib/model")
                .bind(code(NullMarked.class), "/usr/lib/metal-plant/lib/jspecify.jar")
                .write(
                        "/usr/lib/metal-plant/lib/java.args",
                        "-cp\n" + "/usr/lib/metal-plant/lib/units:"
                                + "/usr/lib/metal-plant/lib/model:/usr/lib/metal-plant/lib/jspecify.jar\n")
                .write(
                        "/etc/systemd/system/plantd.service.d/test.conf",
                        "[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n")
                .write(
                        "/etc/containers/systemd/plant-dns.container.d/test.conf",
                        "[Container]\nHealthInterval=1s\nHealthRetries=1\n")
                .write("/root/stand-in.sh", STAND_IN);
    }

    private static Path code(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Makes an image that waits until it is told to end, as a JVM does, and counts as ill once there is a file. */
    private static final String STAND_IN = """
            set -e
            root=$(mktemp -d)
            mkdir -p $root/bin $root/tmp $root/usr/lib/metal-plant/bin $root/run $root/var
            cp /bin/busybox $root/bin/
            for name in sh sleep touch test cat; do ln -s busybox $root/bin/$name; done
            for name in postgres-start cockroach-start nsqd-start nsqlookupd-start metal-api plant-images dns-start time-start dhcp-start plant-boot plant-bmc plant-console frr-start; do
                printf '#!/bin/sh\\ntrap "exit 143" TERM\\necho "$0 is up"\\nwhile :; do sleep 1 & wait $!; done\\n' >$root/usr/lib/metal-plant/bin/$name
            done
            printf '#!/bin/sh\\ntest ! -e /tmp/ill\\n' >$root/usr/lib/metal-plant/bin/health
            chmod 0755 $root/usr/lib/metal-plant/bin/*
            tar -C $root -cf /run/stand-in.tar .
            podman import -q /run/stand-in.tar localhost/metal-plant/postgres:1.0
            for name in cockroach nsq metal-api infra frr; do podman tag localhost/metal-plant/postgres:1.0 localhost/metal-plant/$name:1.0; done
            for unit in postgres cockroach nsqlookupd nsqd metal-api plant-dns plant-time plant-dhcp plant-boot plant-images plant-bmc plant-console plant-frr; do : >/run/metal-plant/env/$unit.env; done
            # As plantd makes it.
            mkdir -p /var/lib/metal-plant/plant/federation/console
            """;

    @BeforeAll
    static void connect() {
        MACHINE.machine().run("sh", "/root/stand-in.sh").good();
        var journalctl = new ArrayList<>(List.of(MACHINE.machine().enter()));
        journalctl.add("journalctl");
        units = new SystemdUnits(new SystemWorld(), MACHINE.machine().bus(), journalctl);
    }

    @AfterAll
    static void disconnect() {
        if (units != null) {
            units.close();
        }
    }

    private static Units units() {
        var connected = units;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        return connected;
    }

    static Stream<String> containers() {
        return UnitFile.containers().stream().map(UnitFile::unit);
    }

    @Test
    void systemdFindsNothingToComplainOf() {
        var words = new ArrayList<>(
                List.of("env", "SYSTEMD_UNIT_PATH=/run/systemd/generator:", "systemd-analyze", "verify", "--man=no"));
        words.addAll(UnitFile.names());

        var verified = MACHINE.machine().run(words.toArray(String[]::new));

        assertThat(verified.text()).isEmpty();
        assertThat(verified.status()).isZero();
        assertThat(containers())
                .allSatisfy(unit -> assertThat(MACHINE.machine().at("/run/systemd/generator/" + unit))
                        .exists());
        // and it would complain
        MACHINE.machine()
                .write("/run/systemd/system/broken.service", "[Service]\nExecStart=/no/such/program\nMemoryMax=much\n");
        assertThat(MACHINE.machine()
                        .run("systemd-analyze", "verify", "--man=no", "broken.service")
                        .text())
                .contains("Invalid memory limit", "/no/such/program");
    }

    @Test
    void everyUnitIsAsExposedAsItsTableSays() {
        var measured = new TreeMap<String, Double>();
        for (var unit : UnitTable.read().keySet()) {
            var said = MACHINE.machine()
                    .run("systemd-analyze", "security", "--no-pager", unit)
                    .text();
            var score = SCORE.matcher(said);
            assertThat(score.find()).as(unit + ": " + said).isTrue();
            measured.put(unit, Double.valueOf(score.group(1)));
        }

        assertThat(measured)
                .isEqualTo(UnitTable.read().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, row -> row.getValue().score())));
    }

    @Test
    void bootingMakesUsersAndFoldersAndClosesTheHost() {
        var machine = MACHINE.machine();
        var folders = Map.of(
                "/var/lib/metal-plant/plant", "900:900 700",
                "/var/lib/metal-plant/first-boot", "0:0 700",
                "/var/lib/metal-plant/postgres", "901:901 700",
                "/var/lib/metal-plant/nsq", "902:902 700",
                "/var/lib/metal-plant/cockroach", "903:903 700",
                "/var/lib/metal-plant/infra", "904:904 700",
                "/var/lib/metal-plant/dhcp", "904:904 755",
                "/run/metal-plant/env", "0:0 700",
                "/run/metal-plant/postgres", "901:900 750");

        folders.forEach((folder, owner) -> assertThat(
                        machine.run("stat", "-c", "%u:%g %a", folder).good().strip())
                .as(folder)
                .isEqualTo(owner));
        assertThat(machine.run("nft", "list", "table", "inet", "metal_plant").good())
                .contains("hook input", "policy drop");
        assertThat(units().state(UnitName.of("metal-plant.target")).activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(units().state(UnitName.of("plantd.service")).activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(units().state(UnitName.of("plant-backup.timer")).sub()).isEqualTo("waiting");
    }

    @ParameterizedTest
    @MethodSource("containers")
    void aContainerStartsHealthyConfinedAndStopsInOrder(String text) throws IOException {
        var unit = UnitName.of(text);
        var name = text.replace(".service", "");

        var started = units().start(unit, AT_MOST);

        assertThat(started.activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(inspect(name, "{{.State.Health.Status}}")).isEqualTo("healthy");
        var status =
                Files.readString(MACHINE.machine().at("/proc/%s/status".formatted(inspect(name, "{{.State.Pid}}"))));
        var user = UnitTable.of(text).user();
        assertThat(status)
                .contains("Uid:\t%1$s\t%1$s\t%1$s\t%1$s\n".formatted(user), "NoNewPrivs:\t1\n", "Seccomp:\t2\n");
        assertThat(status)
                .contains("CapBnd:\t%s\n".formatted(capabilities(text)), "CapEff:\t%s\n".formatted(capabilities(text)));
        assertThat(MACHINE.machine()
                        .run("podman", "exec", name, "touch", "/var/x")
                        .text())
                .contains("Read-only file system");

        var stopped = units().stop(unit, AT_MOST);

        assertThat(stopped.activity()).isEqualTo(UnitActivity.INACTIVE);
        assertThat(stopped.result()).isEqualTo("success");
    }

    private static String inspect(String container, String what) {
        return MACHINE.machine()
                .run("podman", "inspect", "--format", what, container)
                .good()
                .strip();
    }

    /** As the kernel writes them: bits 10, 12 and 25. */
    private static String capabilities(String unit) {
        return switch (unit) {
            case "metal-api.service" -> "0000000000001000";
            case "plant-dns.service", "plant-dhcp.service", "plant-boot.service", "plant-images.service" ->
                "0000000000000400";
            case "plant-time.service" -> "0000000002000400";
            default -> "0000000000000000";
        };
    }

    @Test
    void whatWasGivenNothingStaysDown() {
        var unit = UnitName.of("nsqlookupd.service");
        units().stop(unit, AT_MOST);
        MACHINE.machine()
                .run("mv", "/run/metal-plant/env/nsqlookupd.env", "/run/held.env")
                .good();
        try {
            assertThat(units().start(unit, AT_MOST).activity()).isEqualTo(UnitActivity.INACTIVE);
        } finally {
            MACHINE.machine()
                    .run("mv", "/run/held.env", "/run/metal-plant/env/nsqlookupd.env")
                    .good();
        }
    }

    @Test
    void whatDiesOrIsIllIsStartedAgain() {
        var unit = UnitName.of("plant-dns.service");
        var first = units().start(unit, AT_MOST).process().orElseThrow();

        // killed
        MACHINE.machine().run("systemctl", "kill", "--signal=KILL", unit.text()).good();
        Eventually.until("it runs again", () -> runsOtherThan(unit, first));
        var second = units().state(unit).process().orElseThrow();

        // ill: one bad check is enough here
        MACHINE.machine()
                .run("podman", "exec", "plant-dns", "touch", "/tmp/ill")
                .good();
        Eventually.until("it runs again, healthy", () -> runsOtherThan(unit, second));
        assertThat(units().state(unit).restarts()).isGreaterThanOrEqualTo(2);
        units().stop(unit, AT_MOST);
    }

    private static boolean runsOtherThan(UnitName unit, long process) {
        var state = units().state(unit);
        return state.activity() == UnitActivity.ACTIVE && state.process().orElse(process) != process;
    }

    @Test
    void oneDatabaseStopsTheOtherAndTheTargetStopsAll() {
        var postgres = UnitName.of("postgres.service");
        var cockroach = UnitName.of("cockroach.service");
        var target = UnitName.of("metal-plant.target");
        units().start(postgres, AT_MOST);

        units().start(cockroach, AT_MOST);
        assertThat(units().state(postgres).activity()).isEqualTo(UnitActivity.INACTIVE);

        units().stop(target, AT_MOST);
        Eventually.until(
                "nothing runs",
                () -> Stream.of(cockroach, UnitName.of("plantd.service"), UnitName.of("plant-backup.timer"))
                        .allMatch(unit -> units().state(unit).activity() == UnitActivity.INACTIVE));
        units().start(target, AT_MOST);
        assertThat(units().state(UnitName.of("plantd.service")).activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(units().state(cockroach).activity()).isEqualTo(UnitActivity.INACTIVE);
    }

    @Test
    void thePlansNetworksComeUpBehindTheirFilter() {
        // given two cards, as far as a machine without hardware has any; VLANs are made by networkd alone, and not
        // every kernel has them
        var machine = MACHINE.machine();
        machine.run("ip", "link", "add", "eno1", "type", "veth", "peer", "name", "far1")
                .good();
        machine.run("ip", "link", "add", "eno2", "type", "veth", "peer", "name", "far2")
                .good();
        machine.run("ip", "link", "set", "far1", "up").good();
        machine.write("/run/metal-plant/env/plant-net.env", """
                PLANT_UPLINK_MODE=static
                PLANT_UPLINK_INTERFACE=eno1
                PLANT_UPLINK_ADDRESS=192.0.2.10/24
                PLANT_UPLINK_GATEWAY=192.0.2.1
                PLANT_MANAGEMENT_INTERFACE=eno2
                PLANT_MANAGEMENT_ADDRESS=172.16.0.1/24
                """);
        var unit = UnitName.of("plant-net.service");

        units().start(unit, AT_MOST);

        assertThat(machine.run("nft", "list", "table", "inet", "metal_plant").good())
                .contains("iifname \"eno1\" goto uplink", "iifname \"eno2\" goto management", "policy drop");
        Eventually.until(
                "the uplink has its address",
                () -> machine.run("ip", "-br", "addr", "show", "eno1").text().contains("192.0.2.10/24"));
        Eventually.until(
                "the other one has its address, with nobody on the wire",
                () -> machine.run("ip", "-br", "addr", "show", "eno2").text().contains("172.16.0.1/24"));
        assertThat(machine.run("ip", "route").good()).contains("default via 192.0.2.1 dev eno1");

        // and of what listens everywhere the far side reaches the named ports alone
        machine.run("ip", "netns", "add", "far").good();
        machine.run("ip", "link", "set", "far1", "netns", "far").good();
        machine.run("ip", "-n", "far", "address", "add", "192.0.2.20/24", "dev", "far1")
                .good();
        machine.run("ip", "-n", "far", "link", "set", "far1", "up").good();
        for (var port : List.of("443", "5432", "50051")) {
            machine.run("systemd-run", "--quiet", "busybox", "nc", "-ll", "-p", port, "-e", "/bin/true")
                    .good();
            Eventually.until(
                    port + " listens",
                    () -> machine.run("busybox", "nc", "-w", "1", "127.0.0.1", port)
                                    .status()
                            == 0);
        }
        Eventually.until("the router's port is reached", () -> reaches(machine, "443"));
        assertThat(reaches(machine, "5432")).isFalse();
        assertThat(reaches(machine, "50051")).isFalse();

        // and a plan that cannot be changes nothing, and says why
        machine.write("/run/metal-plant/env/plant-net.env", "PLANT_UPLINK_MODE=perhaps\n");
        assertThatThrownBy(() -> units().reload(unit, AT_MOST)).isInstanceOf(Problem.class);
        assertThat(machine.run("ip", "-br", "addr", "show", "eno1").text()).contains("192.0.2.10/24");
        Eventually.until(
                "the reason is in the journal",
                () -> units().journal(JournalQuery.last(20, unit)).entries().stream()
                        .anyMatch(line -> line.message().contains("PLANT_UPLINK_MODE is none, dhcp or static")));
    }

    private static boolean reaches(SystemdContainer machine, String port) {
        return machine.run("ip", "netns", "exec", "far", "busybox", "nc", "-w", "1", "192.0.2.10", port)
                        .status()
                == 0;
    }
}
