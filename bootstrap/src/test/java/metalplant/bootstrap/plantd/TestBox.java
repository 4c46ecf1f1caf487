package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.upgrade.UpgradeBox;
import metalplant.cli.api.HostSocket;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.World;

/** A box in a folder. */
final class TestBox {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final World world = new SystemWorld();
    final Path folder;
    final Host host;
    final ProcessUnits units;
    final Screen screen = new Screen();
    Tpm tpm = Tpm.NONE;
    String hardware = "box-1";
    UpgradeBox slots = UpgradeBox.NONE;

    TestBox(Path folder, Ports ports) {
        this.folder = folder;
        this.host = new Host(
                folder.resolve("var"),
                folder.resolve("run"),
                folder.resolve("media"),
                new Host.HostPorts(
                        ports.database(),
                        ports.nsq().tcp(),
                        ports.nsq().http(),
                        ports.nsq().lookupTcp(),
                        ports.nsq().lookupHttp(),
                        new InetSocketAddress("127.0.0.1", ports.api()),
                        new InetSocketAddress("127.0.0.1", ports.grpc()),
                        new InetSocketAddress("127.0.0.1", ports.router()),
                        ports.mesh(),
                        ports.ledger()));
        this.units = new ProcessUnits(host, folder.resolve("units"), world);
    }

    Box box() {
        return box(units);
    }

    Box box(BoxUnits of) {
        return new Box(
                host,
                world,
                of,
                _ -> false,
                tpm,
                () -> Optional.of(hardware).filter(text -> !text.isEmpty()),
                screen,
                Owners.NOBODY,
                new Warnings(),
                slots);
    }

    /** The host agent in a thread of its own. */
    record Running(Plantd plantd, Thread thread) {
        void stop() throws InterruptedException {
            plantd.close();
            thread.interrupt();
            assertThat(thread.join(Duration.ofMinutes(2))).as("plantd ends").isTrue();
        }
    }

    /** @param points called at each point at which power may be cut */
    Running agent(Consumer<String> points) {
        var plantd = new Plantd(box(), Duration.ZERO, points);
        var thread = Thread.ofVirtual().start(() -> {
            try {
                plantd.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new Running(plantd, thread);
    }

    void awaitReady() throws InterruptedException {
        await(
                () -> {
                    try (var agent = new HostSocket(host.socket(), Duration.ofSeconds(20))) {
                        return agent.get("v1/plant/status")
                                .body()
                                .path("state")
                                .asText()
                                .equals("ready");
                    } catch (Problem _) {
                        return false;
                    }
                },
                "ready");
    }

    void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = world.nanos() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(world.nanos())
                    .as("waiting for %s; the box said: %s", what, screen.text())
                    .isLessThan(deadline);
            world.pause(Duration.ofMillis(10));
        }
    }

    /** A console at which a test sits. */
    static final class Screen implements Consoles {
        final List<String> said = new CopyOnWriteArrayList<>();
        final LinkedBlockingQueue<String> typed = new LinkedBlockingQueue<>();

        @Override
        public boolean any() {
            return true;
        }

        @Override
        public boolean say(String line) {
            return said.add(line);
        }

        @Override
        public Optional<String> line(Duration patience) throws InterruptedException {
            return Optional.ofNullable(typed.poll(Math.min(200, patience.toMillis()), TimeUnit.MILLISECONDS));
        }

        String text() {
            return String.join("\n", new ArrayList<>(said));
        }
    }
}
