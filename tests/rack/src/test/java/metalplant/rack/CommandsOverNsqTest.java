package metalplant.rack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import metalplant.rack.bmc.NsqCommands;
import metalplant.rack.count.Count;
import metalplant.rack.time.ThreadLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test for the whole way, because the library has one client per process. */
class CommandsOverNsqTest {
    private static final String TOPIC = "SUB test-machine core";

    @Test
    void commandsComeOverTlsAndABrokerThatDropsTheLineIsFoundAgain(@TempDir Path directory) throws Exception {
        var certificates = TestCertificates.make(directory);
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);
        try (var nsqd = new FakeNsqd(certificates.server().context());
                var loop = new ThreadLoop(bug -> nsqdBug(nsqd, bug));
                var commands = new NsqCommands(
                        nsqd.address(), Optional.of(certificates.client()), "test", rack.simulation.bmcs(), loop)) {
            commands.start();
            Await.until("subscribed", () -> nsqd.commands.contains(TOPIC) && nsqd.commands.contains("RDY 10"));
            assertThat(nsqd.commands.getFirst())
                    .startsWith("IDENTIFY")
                    .contains("\"tls_v1\":true", "\"heartbeat_interval\":5000");

            // The scripted clock stands still: what was sent now is fresh to it, whatever the wall says.
            nsqd.publish("0000000000000001", 1, nanos(rack.loop.now()), rack.message("command", "LED-ON", server));
            nsqd.publish("0000000000000002", 1, nanos(rack.loop.now()), bytes("{"));
            nsqd.publish("0000000000000003", 2, nanos(rack.loop.now()), bytes("{"));
            nsqd.publish(
                    "0000000000000004",
                    1,
                    nanos(rack.loop.now().minusSeconds(40)),
                    rack.message("command", "OFF", server));
            Await.until(
                    "answered",
                    () -> nsqd.commands.contains("FIN 0000000000000001")
                            && nsqd.commands.contains("REQ 0000000000000002 3000")
                            && nsqd.commands.contains("FIN 0000000000000003")
                            && nsqd.commands.contains("FIN 0000000000000004"));
            assertThat(server.state().led()).isTrue();
            assertThat(server.state().step().hasPower()).isTrue();
            assertThat(rack.simulation.counters().get(Count.COMMANDS_STALE)).isEqualTo(1);
            assertThat(commands.isConnected()).isTrue();

            nsqd.dropConnection();
            Await.until(
                    "subscribed again",
                    () -> nsqd.commands.stream().filter(TOPIC::equals).count() == 2);
            nsqd.publish("0000000000000005", 1, nanos(rack.loop.now()), rack.message("command", "LED-OFF", server));
            Await.until("done", () -> nsqd.commands.contains("FIN 0000000000000005"));
            assertThat(server.state().led()).isFalse();
            assertThat(nsqd.commands).noneMatch(line -> line.startsWith("BUG"));
        }
    }

    private static void nsqdBug(FakeNsqd nsqd, Throwable bug) {
        nsqd.commands.add("BUG " + bug);
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
