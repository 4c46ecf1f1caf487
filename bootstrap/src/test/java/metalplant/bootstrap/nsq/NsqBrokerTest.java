package metalplant.bootstrap.nsq;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.process.PidFile;
import metalplant.bootstrap.process.ProcessFacts;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NsqBrokerTest {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    Path folder;

    private final Ports ports = Ports.chooseFree(WORLD);

    @Test
    void aClientWithoutTlsIsSentAway() throws Exception {
        try (var _ = start();
                var socket =
                        new Socket(InetAddress.getLoopbackAddress(), ports.nsq().tcp())) {
            // when
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("  V2SUB t c\n".getBytes(StandardCharsets.US_ASCII));

            // then
            var answer = new String(socket.getInputStream().readNBytes(40), StandardCharsets.US_ASCII);
            assertThat(answer).contains("E_INVALID");
        }
    }

    @Test
    void nothingIsKeptWhenItDiesAndComesBack() throws Exception {
        try (var broker = start()) {
            // given
            post(broker, "/topic/create?topic=t", "");
            post(broker, "/pub?topic=t", "an old command");
            assertThat(get(broker, "/stats?format=json&topic=t")).contains("\"depth\":1");
            var pidFile = new PidFile(folder.resolve("nsq/nsqd.pid"));
            var first = pidFile.running().orElseThrow();

            // when
            first.destroyForcibly();

            // then
            var deadline = WORLD.nanos() + Duration.ofSeconds(30).toNanos();
            while (pidFile.running().filter(next -> next.pid() != first.pid()).isEmpty() || !answers(broker)) {
                assertThat(WORLD.nanos()).as("nsqd comes back").isLessThan(deadline);
                WORLD.pause(Duration.ofMillis(50));
            }
            assertThat(get(broker, "/stats?format=json")).doesNotContain("\"topic_name\":\"t\"");
        }
    }

    @Test
    void itIsStartedAgainWhenTheWallClockWasSetBackAndOnlyThen() throws Exception {
        var world = new SetWorld();
        try (var broker = start(world)) {
            // given
            var pidFile = new PidFile(folder.resolve("nsq/nsqd.pid"));
            var first = pidFile.running().orElseThrow();
            world.wrongBy = Duration.ofHours(1);
            var ahead = WORLD.nanos() + Duration.ofSeconds(5).toNanos();
            while (WORLD.nanos() < ahead) {
                assertThat(pidFile.running())
                        .as("a clock that is ahead disturbs nobody")
                        .contains(first);
                WORLD.pause(Duration.ofMillis(200));
            }

            // when
            world.wrongBy = Duration.ZERO;

            // then
            var deadline = WORLD.nanos() + Duration.ofSeconds(30).toNanos();
            while (pidFile.running().filter(next -> next.pid() != first.pid()).isEmpty() || !answers(broker)) {
                assertThat(WORLD.nanos()).as("another nsqd comes").isLessThan(deadline);
                WORLD.pause(Duration.ofMillis(50));
            }
        }
    }

    /** This machine's world, with a wall clock that is set. */
    private static final class SetWorld implements World {
        private volatile Duration wrongBy = Duration.ZERO;

        @Override
        public Instant now() {
            return WORLD.now().plus(wrongBy);
        }

        @Override
        public long nanos() {
            return WORLD.nanos();
        }

        @Override
        public RandomGenerator random(String use) {
            return WORLD.random(use);
        }

        @Override
        public UUID newId() {
            return WORLD.newId();
        }

        @Override
        public Cancel after(Duration delay, Runnable work) {
            return WORLD.after(delay, work);
        }

        @Override
        public void pause(Duration delay) throws InterruptedException {
            WORLD.pause(delay);
        }
    }

    @Test
    void whatAKilledPlantLeftBehindIsStoppedAtTheNextStart() throws Exception {
        // given
        start().forget();
        var left = new PidFile(folder.resolve("nsq/nsqd.pid")).running().orElseThrow();

        // when
        try (var _ = start()) {
            // then
            assertThat(ProcessFacts.isAlive(left.pid())).isFalse();
        }
    }

    private NsqBroker start() {
        return start(WORLD);
    }

    private NsqBroker start(World world) {
        var logs = folder.resolve("log");
        logs.toFile().mkdirs();
        assertThat(Files.isDirectory(Folders.cache().resolve("nsq-1.3.0")))
                .as("nsqd must be built first: images/nsq/build.sh")
                .isTrue();
        var pki = PlantPki.open(folder.resolve("pki"), new PlantPki.Names("p", List.of()), WORLD.now(), Build.built());
        return NsqBroker.start(
                NsqBinaries.in(Folders.cache()).orElseThrow(), ports.nsq(), pki, folder.resolve("nsq"), logs, world);
    }

    private static boolean answers(NsqBroker broker) throws InterruptedException {
        try {
            return get(broker, "/ping").equals("OK");
        } catch (java.io.IOException _) {
            return false;
        }
    }

    private static String get(NsqBroker broker, String path) throws java.io.IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(broker.http() + path)).build());
    }

    private static void post(NsqBroker broker, String path, String body) throws Exception {
        send(HttpRequest.newBuilder(URI.create(broker.http() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String send(HttpRequest request) throws java.io.IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
