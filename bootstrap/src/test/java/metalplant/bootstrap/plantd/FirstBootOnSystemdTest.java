package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.HostSocket;
import metalplant.cli.api.PlantApi;
import metalplant.model.SystemWorld;
import metalplant.testkit.systemd.DebianTree;
import metalplant.testkit.systemd.MadeContainers;
import metalplant.testkit.systemd.Programs;
import metalplant.testkit.systemd.SystemdContainer;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * First boot of the very root of the image: {@code plantd.service} on systemd 257, real units, the real containers from the read-only store. Only
 * kernel and disk are those of the machine that runs this. It is there once {@code ./plant image containers} has made the containers; without
 * them it is skipped, because making them takes minutes. Each cut loses what nobody had synced. {@code -Dfirstboot.cut=every} cuts the power in every step.
 */
class FirstBootOnSystemdTest {
    private static final Path CONTAINERS = MadeContainers.FOLDER;
    private static final Path ROOTS = DebianTree.project().resolve("bootstrap/target/appliance-root");
    private static final Duration ROOT_AT_MOST = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final List<String> CUT_AT = List.of("database", "api", "recovery");
    private static final String PLAN = """
            region: eu
            zone: eu-north
            partition: north-1
            networks: {uplink: {mode: none}}
            prefixes: {internet: [203.0.113.0/24]}
            """;

    /** All that its screen has shown in the boots before this one. */
    private final StringBuilder shown = new StringBuilder();

    @Test
    void theRootOfTheImageBecomesAPlantWhateverCutsItsPower() throws Exception {
        var missing = DebianTree.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        var unmade = MadeContainers.missing();
        assumeTrue(unmade.isEmpty(), () -> unmade.orElse(""));
        try (var machine = machine()) {
            // given a power cut in the middle of steps
            for (var step : "every".equals(System.getProperty("firstboot.cut")) ? List.<String>of() : CUT_AT) {
                cutIn(machine, step);
            }
            var passed = new ArrayList<String>();
            while ("every".equals(System.getProperty("firstboot.cut")) && cutInNext(machine, passed)) {
                assertThat(passed).doesNotHaveDuplicates();
            }

            // when nothing cuts it any more
            machine.switchOn();
            awaitReady(machine);

            // then the partition is there, and the box shows its words once
            aSignedCallSeesThePartition(machine);
            assertThat(shown + screen(machine)).contains("Recovery words of this plant", "partition north-1");
            var card = read(machine, "/var/lib/metal-plant/plant/recovery.card");
            noUnitFailed(machine);
            whatTheTimersStartWorks(machine);

            // and again behind a cut at work, and behind an orderly end
            cut(machine);
            machine.switchOn();
            awaitReady(machine);
            aSignedCallSeesThePartition(machine);
            assertThat(screen(machine)).doesNotContain("Recovery words");
            machine.powerOff();
            machine.switchOn();
            awaitReady(machine);
            aSignedCallSeesThePartition(machine);
            assertThat(read(machine, "/var/lib/metal-plant/plant/recovery.card"))
                    .isEqualTo(card);
            figures(machine, passed.isEmpty() ? CUT_AT : passed);
        }
    }

    private static SystemdContainer machine() throws IOException {
        var machine = SystemdContainer.of(root()).losingWhatIsNotSynced().keepContainers();
        machine.write("/root/plant.yaml", PLAN).write("/root/screen", "");
        return machine.bind(machine.at("/root/plant.yaml"), "/run/metal-plant/media/plant.yaml")
                .option("--bind=%s:/dev/tty1".formatted(machine.at("/root/screen")));
    }

    /** As {@code ./plant image build} makes it; kept until there are other containers, or other files of the image's own. */
    private static Path root() throws IOException {
        long newest =
                Files.getLastModifiedTime(CONTAINERS.resolve("images.json")).toMillis();
        try (var own = Files.walk(DebianTree.project().resolve("installer/image"))) {
            for (var file : own.toList()) {
                newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
            }
        }
        var made = ROOTS.resolve(String.valueOf(newest));
        if (!Files.exists(made)) {
            Files.createDirectories(ROOTS.getParent());
            Programs.run(
                            ROOT_AT_MOST,
                            List.of(
                                    "bash",
                                    "-euc",
                                    "rm -rf \"$2\"; mkdir -p \"$2\"; cp -a \"$1\" \"$2/making\"; \"$3\" \"$2/making\" 0 amd64 \"$4\" ttyS0; mv \"$2/making\" \"$5\"",
                                    "root",
                                    DebianTree.named("host").toString(),
                                    ROOTS.toString(),
                                    DebianTree.project()
                                            .resolve("installer/image/root-tree")
                                            .toString(),
                                    CONTAINERS.toString(),
                                    made.toString()))
                    .good();
        }
        return made;
    }

    private void cutIn(SystemdContainer machine, String step) throws Exception {
        machine.switchOn();
        await(machine, () -> step.equals(current(machine)) || isReady(machine), "step " + step);
        cut(machine);
    }

    /** Cuts in the first step in which it was not cut yet. */
    private boolean cutInNext(SystemdContainer machine, List<String> passed) throws Exception {
        machine.switchOn();
        var at = new String[] {""};
        await(
                machine,
                () -> {
                    at[0] = current(machine);
                    return !at[0].isEmpty() && !passed.contains(at[0]) || isReady(machine);
                },
                "another step");
        boolean another = !isReady(machine);
        passed.add(at[0]);
        cut(machine);
        return another;
    }

    /** A file plays the screen, and each boot writes it from its beginning. */
    private void cut(SystemdContainer machine) throws IOException {
        machine.cut();
        var screen = machine.at("/root/screen");
        shown.append(Files.readString(screen));
        Files.writeString(screen, "");
    }

    private static String current(SystemdContainer machine) {
        return status(machine).path("step").asText("");
    }

    private static boolean isReady(SystemdContainer machine) {
        return status(machine).path("state").asText().equals("ready");
    }

    private static JsonNode status(SystemdContainer machine) {
        try (var host = new HostSocket(machine.at("/run/metal-plant/plantd.sock"), Duration.ofSeconds(20))) {
            return host.get("v1/plant/status").body();
        } catch (RuntimeException _) {
            return WireJson.mapper().createObjectNode();
        }
    }

    private static void awaitReady(SystemdContainer machine) throws Exception {
        await(machine, () -> isReady(machine), "ready");
        assertThat(machine.at("/run/metal-plant/ready")).exists();
    }

    private static void await(SystemdContainer machine, BooleanSupplier condition, String what) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                var log = machine.run("journalctl", "--no-pager", "-n", "120").text();
                throw new AssertionFailedError("not in time: %s%n%s%n%s"
                        .formatted(what, status(machine).toPrettyString(), log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** From the machine's network, with a key of its administrator. */
    private static void aSignedCallSeesThePartition(SystemdContainer machine) throws IOException {
        var called = Programs.run(
                        Duration.ofMinutes(1),
                        List.of(
                                "nsenter",
                                "--net",
                                "--target",
                                Long.toString(machine.leader()),
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                SignedCall.class.getName(),
                                Host.APPLIANCE.ports().apiUrl().toString(),
                                read(machine, "/var/lib/metal-plant/plant/secrets/hmac-admin")
                                        .strip(),
                                "v1/partition/north-1"))
                .good();
        assertThat(called).contains("\"zoneid\":\"eu-north\"");
    }

    /** Prints what the API answers: URL KEY PATH. */
    static final class SignedCall {
        private SignedCall() {}

        public static void main(String[] words) {
            var signer = new HmacSigner("Metal-Admin", words[1]);
            try (var api = new PlantApi(URI.create(words[0]), signer, Duration.ofSeconds(20), new SystemWorld())) {
                System.out.println(api.get(words[2]).body());
            }
        }
    }

    private static void noUnitFailed(SystemdContainer machine) {
        assertThat(machine.run(
                                "systemctl",
                                "list-units",
                                "--failed",
                                "--plain",
                                "--no-legend",
                                "plant*",
                                "metal*",
                                "nsq*",
                                "postgres*")
                        .good())
                .isBlank();
        var warnings = status(machine).path("warnings").toString();
        assertThat(warnings).doesNotContain("does not run", "cannot be opened");
    }

    private static void whatTheTimersStartWorks(SystemdContainer machine) {
        for (var unit : List.of("plant-certificates.service", "plant-backup.service")) {
            var started = machine.run("systemctl", "start", unit);
            assertThat(started.status())
                    .as(
                            "%s: %s",
                            unit,
                            machine.run("journalctl", "--no-pager", "-u", unit).text())
                    .isZero();
        }
        assertThat(machine.run("sh", "-c", "plantctl backup list --data /var/lib/metal-plant/plant")
                        .good())
                .contains("north-1");
    }

    private static String screen(SystemdContainer machine) throws IOException {
        return read(machine, "/dev/tty1");
    }

    private static String read(SystemdContainer machine, String file) throws IOException {
        return Files.readString(machine.at(file));
    }

    /** For whoever asks how long it takes; the last boot, which had everything made already, is the second figure of each step. */
    private static void figures(SystemdContainer machine, List<String> cut) throws IOException {
        var text = new StringBuilder("# Seconds of each step, in the last start\n# cut in: %s%n"
                .formatted(cut.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(", "))));
        StreamSupport.stream(status(machine).path("steps").spliterator(), false)
                .forEach(step -> text.append("%s %.1f%n"
                        .formatted(
                                step.path("name").asText(),
                                step.path("tookmillis").asLong() / 1e3)));
        var file = DebianTree.project().resolve("bootstrap/target/first-boot.figures");
        Files.writeString(file, text);
    }
}
