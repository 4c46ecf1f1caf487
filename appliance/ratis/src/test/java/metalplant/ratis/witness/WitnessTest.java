package metalplant.ratis.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.entry.Voter;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.ratis.RatisCarriers;
import metalplant.ratis.trust.Peer;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.carrier.TestFederation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Witnesses as real processes, killed as the kernel kills. */
class WitnessTest {
    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(Path witness) throws IOException {
        var classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        WitnessMain.class.getName(),
                        witness.toString())
                .redirectErrorStream(true)
                .redirectOutput(witness.resolve("out").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static void sigkill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static String peer(Path witness) {
        return Eventually.succeeds("the witness tells its id", () -> {
            try {
                var text = Files.readString(witness.resolve("out"));
                var at = text.indexOf(" peer=");
                if (at < 0 || !text.contains("waits")) {
                    throw new IllegalStateException(text);
                }
                return text.substring(at + 6).lines().findFirst().orElseThrow();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** Plant 0 and two witnesses vote; all but one are killed, then the plant is lost as well: what was committed is still there. */
    @Test
    void whatWasCommittedSurvivesTheKillOfEveryVoter() throws Exception {
        try (var carriers = new RatisCarriers(directory.resolve("plants"), 2, RatisCarriers.OPTIONS)) {
            var federation = new TestFederation();
            var own = carriers.newPeer(0);
            federation.take(federation.genesis(own));
            var lineage = federation.lineage();
            Eventually.succeeds("the lineage is open", () -> {
                carriers.at(0).open(lineage, federation.log());
                return lineage;
            });
            var witnesses = List.of(directory.resolve("w1"), directory.resolve("w2"));
            var all = new ArrayList<>(List.of(carriers.peer(0), carriers.peer(1)));
            for (int i = 0; i < witnesses.size(); i++) {
                Files.createDirectories(witnesses.get(i));
                var keys = WitnessKeys.in(witnesses.get(i));
                all.add(new Peer(
                        keys.root().plant(),
                        keys.authority().publicKey(),
                        carriers.peer(0).host(),
                        7_500 + i));
            }
            carriers.at(0).peers(all);
            carriers.at(1).peers(all);
            var running = new ArrayList<Process>();
            var voters = new ArrayList<>(List.of(TestFederation.voter(0, own)));
            for (int i = 0; i < witnesses.size(); i++) {
                var witness = witnesses.get(i);
                configure(witness, all.get(2 + i), lineage, all);
                running.add(start(witness));
                var signer = Ed25519.signer(
                        Bytes.ofHex(Files.readString(witness.resolve("keys").resolve("root"))));
                commit(carriers, lineage, federation, federation.joined(signer, "witness-" + i));
                voters.add(new Voter(all.get(2 + i).plant(), peer(witness)));
                commit(carriers, lineage, federation, federation.voters(0, voters.toArray(Voter[]::new)));
            }
            commit(carriers, lineage, federation, federation.anything(0));
            sigkill(running.get(0));
            commit(carriers, lineage, federation, federation.anything(0));
            sigkill(running.get(1));
            var open = federation.anything(0);
            assertThat(carriers.at(0).append(lineage, federation.head(), open)).isEqualTo(new Outcome.Unknown());
            running.set(0, start(witnesses.get(0)));
            running.set(1, start(witnesses.get(1)));
            commit(carriers, lineage, federation, open);
            carriers.kill(0);
            carriers.at(1).open(lineage, federation.log(), "");
            Eventually.until(
                    "a witness has everything",
                    () -> carriers.at(1).read(lineage, 0, 100).equals(federation.log()));
        }
    }

    private static void commit(RatisCarriers carriers, Hash lineage, TestFederation federation, Bytes entry) {
        Eventually.until(
                "the entry is committed",
                () -> carriers.at(0).append(lineage, federation.head(), entry) instanceof Outcome.Committed);
        federation.take(entry);
    }

    private static void configure(Path witness, Peer self, Hash lineage, List<Peer> all) throws IOException {
        var lines = new ArrayList<>(List.of(
                "listen = " + self.address(), "lineage = " + lineage.sum().hex()));
        for (var peer : all) {
            if (!peer.equals(self)) {
                lines.add("peer.%s = %s %s"
                        .formatted(
                                peer.plant().text(),
                                peer.address(),
                                peer.authority().hex()));
            }
        }
        Files.write(witness.resolve("witness.properties"), lines);
    }

    @Test
    void aWitnessThatWasPutOutDoesNotRunAgain() throws Exception {
        var keys = WitnessKeys.in(directory);
        var self = new Peer(keys.root().plant(), keys.authority().publicKey(), "127.0.0.1", 7_600);
        var lineage = Hash.of(new byte[] {1});
        configure(directory, self, lineage, List.of());
        var mark = directory.resolve("carrier").resolve(lineage.sum().hex());
        Files.createDirectories(mark);
        Files.createFile(mark.resolve("put-out"));
        var process = start(directory);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("out"))).contains("voted it out");
    }

    @Test
    void itsKeysAreItsOwn() throws IOException {
        var made = WitnessKeys.in(directory);
        assertThat(WitnessKeys.in(directory).root()).isEqualTo(made.root());
        try (var files = Files.list(directory.resolve("keys"))) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(made.toString()).doesNotContain("PRIVATE", "EC Private");
    }

    @Test
    void aWrongConfigurationSaysWhatIsWrong() {
        var properties = new Properties();
        properties.setProperty("listen", "[fd00::7]:7443");
        assertThat(WitnessConfig.of(properties).host()).isEqualTo("fd00::7");
        properties.setProperty("lineage", "abc");
        assertThatThrownBy(() -> WitnessConfig.of(properties))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("64 hex digits");
        properties.remove("lineage");
        properties.setProperty("linage", "");
        assertThatThrownBy(() -> WitnessConfig.of(properties)).hasMessageContaining("linage");
        properties.remove("linage");
        properties.setProperty("peer." + "0".repeat(32), "10.0.0.1:7443 00ff");
        assertThatThrownBy(() -> WitnessConfig.of(properties)).hasMessageContaining("public key");
        properties.setProperty("listen", "nowhere");
        properties.remove("peer." + "0".repeat(32));
        assertThatThrownBy(() -> WitnessConfig.of(properties)).hasMessageContaining("ADDRESS:PORT");
    }
}
