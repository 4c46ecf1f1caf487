package metalplant.images.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.images.oci.Digest;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.systemd.Programs;
import metalplant.testkit.systemd.SystemdContainer;
import metalplant.testkit.systemd.SystemdExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The installer, made of this tree, in a machine with systemd whose FRR and plant are scripts. */
class AgentInstallerTest {
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final Path TREE = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .resolve("..");
    private static final String WANTED =
            "agent|fabric|model|plan|wire|jackson.*|grpc.*|protobuf.*|perfmark.*|guava|failureaccess|snakeyaml.*|jspecify|gson|annotations";

    private static final String ENVIRONMENT = """
            METAL_CORE_OS=Cumulus
            METAL_CORE_CIDR=10.255.0.1/24
            METAL_CORE_PARTITION_ID=p1
            METAL_CORE_RACK_ID=r1
            METAL_CORE_LOOPBACK_IP=10.0.1.1
            METAL_CORE_ASN=4200000101
            METAL_CORE_HMAC_KEY=secret
            METAL_CORE_MANAGEMENT_CIDR=172.16.0.11/24
            METAL_CORE_METAL_API_IP=127.0.0.1
            METAL_CORE_METAL_API_PORT=8080
            METAL_CORE_METAL_API_BASEPATH=/metal/
            METAL_CORE_FRR_FILE=/srv/frr/frr.conf
            METAL_CORE_FRR_FOLDER=/srv/frr
            METAL_CORE_VTYSH=/srv/vtysh
            METAL_CORE_FRR_RELOAD=/srv/reload
            """;

    /** Takes whatever it is told, and has nothing to say. */
    private static final String PLANT = """
            #!/bin/sh
            read -r method path rest
            length=0
            while read -r name value && [ "$name" != "$(printf '\\r')" ] && [ -n "$name" ]; do
                case $name in [Cc]ontent-[Ll]ength:) length=$(printf '%s' "$value" | tr -d '\\r') ;; esac
            done
            [ "$length" = 0 ] || head -c "$length" >/dev/null
            echo "$method $path" >>/root/asked
            printf 'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\n{}'
            """;

    private static AgentInstaller.Made made = new AgentInstaller.Made(Path.of(""), 0, 0, List.of(), new Glibc(0, 0));

    @RegisterExtension
    static final SystemdExtension MACHINE = SystemdExtension.with(AgentInstallerTest::prepare);

    @TempDir
    Path folder;

    private static void prepare(SystemdContainer machine) {
        made = make();
        machine.bind(made.file(), "/root/agent.run")
                .write("/etc/metal-core/metal-core.env", ENVIRONMENT)
                .write("/srv/frr/frr.conf", "hostname before\n")
                .write("/srv/vtysh", "#!/bin/sh\necho '{}'\n", "rwxr-xr-x")
                .write("/srv/reload", "#!/bin/sh\n", "rwxr-xr-x")
                .write("/root/plant", PLANT, "rwxr-xr-x");
    }

    private static AgentInstaller.Made make() {
        try {
            var folder = Files.createDirectories(TREE.resolve("images/target/agent"));
            return AgentInstaller.make(
                    new AgentInstaller.Parts(
                            Path.of(System.getProperty("java.home")),
                            classpath(),
                            Path.of("/none"),
                            TREE.resolve("images/switch"),
                            TREE.resolve("docs/agent.md"),
                            "1.2.3",
                            System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64",
                            Instant.EPOCH),
                    folder.resolve(AgentInstaller.FILE).toAbsolutePath(),
                    folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Of this test's class path what the agent needs: the build knows it exactly, a test only by name. */
    private static String classpath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(each -> each.endsWith(".jar"))
                .filter(each -> String.valueOf(Path.of(each).getFileName())
                        .replaceFirst("-[0-9].*", "")
                        .matches(WANTED))
                .collect(Collectors.joining(":"));
    }

    @BeforeAll
    static void install() {
        var machine = MACHINE.machine();
        machine.run("systemd-run", "--quiet", "busybox", "nc", "-ll", "-p", "8080", "-e", "/root/plant")
                .good();
        machine.run("sh", "/root/agent.run").good();
    }

    @Test
    void theAgentStartsWithMetalCoresVariablesAndRegisters() throws IOException {
        var machine = MACHINE.machine();
        Eventually.until(
                "it has registered and looked",
                () -> machine.run("cat", "/root/asked").text().contains("GET /metal/v1/switch/"));
        assertThat(Files.readString(machine.at("/root/asked"))).startsWith("POST /metal/v1/switch/register\n");
        assertThat(machine.run("systemctl", "is-active", "metal-core.service").text())
                .isEqualTo("active\n");
        assertThat(machine.run("systemctl", "is-enabled", "metal-core.service", "metal-core-guard.timer")
                        .text())
                .isEqualTo("enabled\nenabled\n");
    }

    @Test
    void systemdFindsNothingToComplainOf() {
        var verified = MACHINE.machine()
                .run(
                        "systemd-analyze",
                        "verify",
                        "--man=no",
                        "metal-core.service",
                        "metal-core-guard.service",
                        "metal-core-guard.timer");
        assertThat(verified.text()).isEmpty();
        assertThat(verified.status()).isZero();
    }

    @Test
    void itIsBoundedAndRunsOnTheSystemsOfSwitches() {
        assertThat(made.size()).isLessThan(AgentInstaller.SIZE_MAX);
        // Whichever JDK builds here: that it is looked at is what counts.
        assertThat(made.glibc()).isGreaterThan(new Glibc(2, 0));
        assertThat(new Glibc(2, 4)).isLessThan(AgentInstaller.OLDEST);
    }

    @Test
    void whatIsDamagedOrCannotRunChangesNothing() throws IOException {
        var root = Files.createDirectories(folder.resolve("root"));
        var damaged = folder.resolve("damaged.run");
        var bytes = Files.readAllBytes(made.file());
        bytes[bytes.length - 100] ^= 1;
        Files.write(damaged, bytes);
        assertThat(run(damaged, "--root", root.toString()).text()).contains("is damaged");

        var other = folder.resolve("other.run");
        var text = new String(Files.readAllBytes(made.file()), java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.writeString(
                other,
                text.replaceFirst("\nmachine=[a-z0-9_]+\n", "\nmachine=mips\n"),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(run(other, "--root", root.toString()).text()).contains("this is for mips");
        try (var left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void intoATreeItStartsNothingAndReplacesWhatWasThere() throws IOException {
        var root = folder.resolve("root");
        Files.createDirectories(root.resolve("usr/lib/metal-core/runtime"));
        Files.writeString(root.resolve("usr/lib/metal-core/runtime/old"), "");
        run(made.file(), "--root", root.toString()).good();
        assertThat(root.resolve("usr/lib/metal-core/runtime/old")).doesNotExist();
        assertThat(root.resolve("usr/lib/metal-core/version")).hasContent("1.2.3");
        assertThat(root.resolve("etc/systemd/system/metal-core-guard.timer")).exists();
        assertThat(run(made.file(), "--version").text()).isEqualTo("1.2.3\n");
        assertThat(run(made.file(), "--what").status()).isEqualTo(2);
    }

    @Test
    void theSamePartsGiveTheSameFile() throws IOException {
        var before = Digest.ofFile(made.file());
        assertThat(Digest.ofFile(make().file())).isEqualTo(before);
    }

    private static Programs.Output run(Path file, String... arguments) {
        var words = new ArrayList<>(List.of("sh", file.toString()));
        words.addAll(List.of(arguments));
        return Programs.run(AT_MOST, words);
    }
}
