package metalplant.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.ratis.trust.MeshAuthority;
import metalplant.ratis.trust.Peer;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.carrier.TestFederation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the real thing can suffer: damaged files, strangers on its port, peers that hang. */
class RatisFaultsTest {
    @TempDir
    Path directory;

    private RatisCarriers carriers;
    private final TestFederation federation = new TestFederation();
    private String peer = "";
    private Hash lineage = Hash.NONE;

    @BeforeEach
    void thereAreTwoPlants() {
        carriers = new RatisCarriers(directory, 2, RatisCarriers.OPTIONS);
    }

    @AfterEach
    void end() {
        carriers.close();
    }

    private void found() {
        peer = carriers.newPeer(0);
        federation.take(federation.genesis(peer));
        lineage = federation.lineage();
        Eventually.succeeds("the lineage is open", () -> {
            carriers.at(0).open(lineage, federation.log());
            return lineage;
        });
    }

    private void commit(Bytes entry) {
        Eventually.until(
                "the entry is committed",
                () -> carriers.at(0).append(lineage, federation.head(), entry) instanceof Outcome.Committed);
        federation.take(entry);
    }

    private void secondVotes() {
        commit(federation.joined(1));
        var second = carriers.newPeer(1);
        carriers.follow(1, lineage, federation.log(), second);
        commit(federation.voters(0, TestFederation.voter(0, peer), TestFederation.voter(1, second)));
        commit(federation.anything(0));
    }

    private static List<String> threadsNaming(String part) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(part))
                .toList();
    }

    @Test
    void anotherEntryThatComesFirstDoesNotPutOutAVoterThatIsOnItsWay() {
        found();
        commit(federation.joined(1));
        var second = carriers.newPeer(1);
        var both = federation.voters(0, TestFederation.voter(0, peer), TestFederation.voter(1, second));
        assertThat(carriers.at(0).append(lineage, federation.head(), both)).isInstanceOf(Outcome.Unknown.class);
        commit(federation.anything(0));
        carriers.follow(1, lineage, federation.log(), second);
        commit(federation.voters(0, TestFederation.voter(0, peer), TestFederation.voter(1, second)));
        commit(federation.anything(0));
        carriers.kill(1);
        carriers.start(1);
        carriers.follow(1, lineage, federation.log(), second);
        commit(federation.anything(0));
        assertThat(carriers.at(1).isPutOut(lineage)).isFalse();
    }

    @Test
    void aPlantThatVotesNoMoreStillReadsAndProposes() {
        found();
        secondVotes();
        commit(federation.voters(0, TestFederation.voter(0, peer)));
        Eventually.until("the second is let go", () -> carriers.at(1).isPutOut(lineage));
        commit(federation.anything(0));
        Eventually.until(
                "it reads what came since",
                () -> carriers.at(1).read(lineage, 0, 100).equals(federation.log()));
        var more = federation.anything(1);
        Eventually.until(
                "it proposes",
                () -> carriers.at(1).append(lineage, federation.head(), more) instanceof Outcome.Committed);
    }

    @Test
    void aPlantThatLeftAndJoinsAgainVotesUnderANewId() {
        found();
        secondVotes();
        commit(federation.voters(0, TestFederation.voter(0, peer)));
        Eventually.until("the second is let go", () -> carriers.at(1).isPutOut(lineage));
        carriers.at(1).forget();
        var again = carriers.newPeer(1);
        carriers.follow(1, lineage, federation.log(), again);
        commit(federation.voters(0, TestFederation.voter(0, peer), TestFederation.voter(1, again)));
        commit(federation.anything(0));
        assertThat(carriers.at(1).isPutOut(lineage)).isFalse();
        carriers.kill(1);
        assertThat(carriers.at(0).append(lineage, federation.head(), federation.anything(0)))
                .as("written without a voter of which there are two")
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void aPlantWithoutAFederationPaysNothing() {
        var before = Thread.getAllStackTraces().keySet();
        try (var alone = new RatisCarriers(directory.resolve("alone"), 1, RatisCarriers.OPTIONS)) {
            assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
            assertThat(alone.disk(0)).doesNotExist();
        }
    }

    @Test
    void aVoterThatStoppedLeavesNoThreadBehind() {
        found();
        assertThat(threadsNaming(peer)).isNotEmpty();
        carriers.at(0).close(lineage);
        Eventually.until("its threads are gone", () -> threadsNaming(peer).isEmpty());
    }

    @Test
    void aPeerIdThatWasNotDrawnOnThisDiskIsRefused() {
        found();
        commit(federation.joined(1));
        var borrowed = carriers.newPeer(0);
        assertThatThrownBy(() -> carriers.follow(1, lineage, federation.log(), borrowed))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("drawn on this disk");
    }

    @Test
    void aFounderThatLostItsDiskDoesNotFoundAgain() {
        found();
        commit(federation.anything(0));
        carriers.kill(0);
        carriers.loseDisk(0);
        carriers.start(0);
        assertThatThrownBy(() -> carriers.at(0).open(lineage, federation.log())).isInstanceOf(Problem.class);
    }

    @Test
    void aDamagedSegmentIsFoundAtTheStart() throws IOException {
        found();
        for (int i = 0; i < 5; i++) {
            commit(federation.anything(0));
        }
        carriers.kill(0);
        damage(newest("log_"));
        carriers.start(0);
        assertThatThrownBy(() -> carriers.at(0).open(lineage, federation.log()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("damaged");
    }

    private Path newest(String prefix) throws IOException {
        try (var files = Files.walk(carriers.disk(0))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void damage(Path file) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(200);
            int old = bytes.read();
            bytes.seek(200);
            bytes.write(old ^ 1);
        }
    }

    @Test
    void theDiskDoesNotGrowWithoutBound() throws IOException {
        found();
        for (int i = 0; i < 100; i++) {
            commit(federation.anything(0));
        }
        Eventually.until("old snapshots are gone", () -> count("snapshot.") <= 4);
        carriers.kill(0);
        carriers.start(0);
        carriers.at(0).open(lineage, federation.log());
        // A voter that was started again reads up what it had on its disk.
        Eventually.until(
                "everything is there again",
                () -> carriers.at(0).read(lineage, 0, 1_000).equals(federation.log()));
        assertThat(carriers.at(0).close(lineage)).isEqualTo(federation.log());
    }

    private long count(String prefix) {
        try (var files = Files.walk(carriers.disk(0))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Test
    void aPeerThatHangsGivesUnknownInTime() throws IOException {
        found();
        secondVotes();
        carriers.kill(1);
        var silent = carriers.peer(1);
        try (var socket = new ServerSocket()) {
            Eventually.succeeds("the port is free", () -> {
                try {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getByName(silent.host()), silent.port()));
                    return socket;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            long before = System.nanoTime();
            var outcome = carriers.at(0).append(lineage, federation.head(), federation.anything(0));
            assertThat(outcome).isEqualTo(new Outcome.Unknown());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void garbageOnThePortHasNoEffect() throws IOException {
        found();
        var random = new Random(3);
        for (int i = 0; i < 50; i++) {
            try (var socket =
                    new Socket(carriers.peer(0).host(), carriers.peer(0).port())) {
                var junk = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(junk);
                socket.getOutputStream().write(junk);
            } catch (IOException _) {
                // It hangs up in the middle: fine.
            }
        }
        commit(federation.anything(0));
        assertThat(carriers.at(0).read(lineage, 0, 100)).isEqualTo(federation.log());
    }

    @Test
    void aStrangerWithAnAuthorityOfItsOwnIsNotHeard() {
        found();
        var authority = MeshAuthority.create();
        var self = new Peer(
                TestFederation.id(1), authority.publicKey(), carriers.peer(1).host(), 7_444);
        var identity = authority.issue(self.plant(), Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1)));
        try (var stranger = new RatisCarrier(
                directory.resolve("stranger"),
                self,
                identity,
                TestFederation.ACCEPTANCE,
                new SystemWorld(),
                RatisCarriers.OPTIONS)) {
            stranger.peers(List.of(carriers.peer(0)));
            stranger.open(lineage, federation.log(), "");
            assertThat(stranger.append(lineage, federation.head(), federation.anything(0)))
                    .isEqualTo(new Outcome.Unknown());
            assertThat(stranger.read(lineage, 0, 10)).isEmpty();
        }
        assertThat(carriers.at(0).read(lineage, 0, 100)).isEqualTo(federation.log());
    }
}
