package metalplant.wireguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import metalplant.testkit.bus.Eventually;
import metalplant.wireguard.plan.Keys;
import metalplant.wireguard.plan.PeerKey;
import metalplant.wireguard.rotate.Rotation;
import metalplant.wireguard.rotate.Rotation.Move;
import metalplant.wireguard.rotate.Rotation.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys change under a connection and under a stream of echoes, of which none may get lost. */
class RotationLabTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    @TempDir
    Path folder;

    /** One plant's part in the rotation, as the federation will play it: move, keep, publish, build. */
    private static final class Rotating {
        private final LabPlant self;
        private final LabPlant other;
        private Side side = Side.steady(1);

        Rotating(LabPlant self, LabPlant other) {
            this.self = self;
            this.other = other;
        }

        void step(Rotating their, boolean due) {
            var report = self.round(SOON);
            assertThat(report.failures()).isEmpty();
            var move = Rotation.move(side, their.side, report.evidence(other.id(), side.current()), due);
            if (move == Move.RETIRE_OLD) {
                self.forgetKeyFor(other, side.current());
            }
            side = Rotation.after(side, move).orElse(side);
        }

        void build(Rotating their) {
            var ours = keys(side, self.keyFor(other, side.current()), () -> self.keyFor(other, side.current() + 1));
            Keys<PeerKey> theirs = keys(
                    their.side,
                    self.published(other, their.side.current()),
                    () -> self.published(other, their.side.current() + 1));
            self.rekey(other, ours, theirs, side.sendsOn());
        }

        private static <K extends metalplant.wireguard.plan.KeyOfGeneration> Keys<K> keys(
                Side side, K current, java.util.function.Supplier<K> next) {
            return new Keys<>(current, side.hasNext() ? Optional.of(next.get()) : Optional.empty());
        }
    }

    @Test
    void keysChangeWithoutALostPacketOrConnection() throws Exception {
        try (var lab = Lab.open(folder, 2)) {
            var north = new Rotating(lab.plant(1), lab.plant(2));
            var south = new Rotating(lab.plant(2), lab.plant(1));
            lab.join();
            Eventually.until("south answers", () -> north.self.reaches(south.self));
            var oldKey = north.self.link(south.self).ownKey();
            var echoes = Echoes.start(north.self, south.self);
            try (var listening = south.self.listen(443);
                    var connection = north.self.connect(south.self, 443);
                    var accepted = listening.accept()) {
                var stream = Stream.start(connection, accepted);

                // when
                for (int round = 0; round < 40 && !(isDone(north) && isDone(south)); round++) {
                    north.step(south, round == 0);
                    south.build(north);
                    north.build(south);
                    south.step(north, false);
                    north.build(south);
                    south.build(north);
                }
                north.self.apply();
                south.self.apply();

                // then
                assertThat(north.side).isEqualTo(Side.steady(2));
                assertThat(south.side).isEqualTo(Side.steady(2));
                assertThat(north.self.plan().links())
                        .hasSize(1)
                        .noneMatch(link -> link.ownKey().equals(oldKey));
                assertThat(stream.finish()).isPositive();
                var counts = SUMMARY.matcher(echoes.finish());
                assertThat(counts.find()).isTrue();
                assertThat(counts.group(2)).isEqualTo(counts.group(1));
                assertThat(Integer.parseInt(counts.group(1))).isGreaterThan(50);
            } finally {
                echoes.end();
            }
        }
    }

    private static boolean isDone(Rotating rotating) {
        return rotating.side.equals(Side.steady(2));
    }

    /** Fifty echoes a second until told to stop, on a real machine. */
    private record Echoes(Process ping) {
        static Echoes start(LabPlant from, LabPlant to) throws IOException {
            return new Echoes(new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            from.namespace(),
                            "ping",
                            "-6",
                            "-n",
                            "-q",
                            "-i",
                            Double.toString(0.02 * Lab.SLOWER),
                            "-W",
                            "2",
                            to.service().toString())
                    .redirectErrorStream(true)
                    .start());
        }

        String finish() throws IOException, InterruptedException {
            // on this signal ping waits for what is under way and prints its counts
            Lab.run("kill", "-INT", Long.toString(ping.pid()));
            var text = new String(ping.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(ping.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return text;
        }

        void end() {
            ping.destroyForcibly();
        }
    }

    /** Numbered bytes through one connection, checked where they arrive. */
    private record Stream(AtomicBoolean stop, CompletableFuture<Long> sent, CompletableFuture<Long> arrived) {
        static Stream start(Socket from, Socket to) {
            var stop = new AtomicBoolean();
            return new Stream(
                    stop,
                    CompletableFuture.supplyAsync(() -> send(from, stop), Thread::startVirtualThread),
                    CompletableFuture.supplyAsync(() -> receive(to), Thread::startVirtualThread));
        }

        private static long send(Socket socket, AtomicBoolean stop) {
            try {
                long count = 0;
                var chunk = new byte[256];
                while (!stop.get()) {
                    for (int i = 0; i < chunk.length; i++) {
                        chunk[i] = (byte) (count + i);
                    }
                    socket.getOutputStream().write(chunk);
                    count += chunk.length;
                    TimeUnit.MILLISECONDS.sleep(5L * Lab.SLOWER);
                }
                socket.shutdownOutput();
                return count;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the connection broke", e);
            }
        }

        private static long receive(Socket socket) {
            try {
                long count = 0;
                for (int each = socket.getInputStream().read();
                        each >= 0;
                        each = socket.getInputStream().read()) {
                    if ((byte) each != (byte) count) {
                        throw new IllegalStateException("byte %d is another one".formatted(count));
                    }
                    count++;
                }
                return count;
            } catch (IOException e) {
                throw new IllegalStateException("the connection broke", e);
            }
        }

        long finish() {
            stop.set(true);
            long all = sent.join();
            assertThat(arrived.join()).isEqualTo(all);
            return all;
        }
    }
}
