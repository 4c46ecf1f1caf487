package metalplant.bootstrap.reach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import metalplant.model.SystemWorld;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Neighbour;
import metalplant.testkit.systemd.DebianTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plant and a router at its uplink, each with a real FRR in a network namespace. The plant's is started by the entry program of the appliance's
 * container, as the user and with the rights that it has there. Needs root and Debian's package frr.
 */
class RealFrrTest {
    private static final IpAddress ADDRESS = IpAddress.parse("198.51.100.1");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder = Path.of("");

    private final SystemWorld world = new SystemWorld();
    private final List<String> told = new ArrayList<>();

    @Test
    void theAddressIsAtTheRouterWhileTheDoorIsHealthyAndGoneSoonAfterItIsNot() throws Exception {
        try (var plant = new Machine("plant");
                var router = new Machine("router");
                var door = new PretendDoor()) {
            wire(plant, "192.0.2.10/24", router, "192.0.2.1/24");
            plant.container(text());
            assertThat(plant.health()).as("the check of the unit").isZero();
            router.frr("""
                    router bgp 65001
                     bgp router-id 192.0.2.1
                     no bgp ebgp-requires-policy
                     neighbor 192.0.2.10 remote-as 4200009001
                     neighbor 192.0.2.10 timers 3 9
                    """);
            door.opens();
            var keeper = keeper(plant, door, Duration.ofSeconds(15));

            // without any right it sees what the kernel has
            assertThat(plant.rights()).isNotEmpty().containsOnly("0000000000000000");

            // when the door is healthy
            until("announced", Optional.of(keeper), () -> router.knows(ADDRESS));
            assertThat(keeper.holds()).isTrue();

            // when it dies
            door.closes();
            var died = world.nanos();
            until("withdrawn", Optional.of(keeper), () -> !router.knows(ADDRESS));
            assertThat(Duration.ofNanos(world.nanos() - died)).isLessThan(Duration.ofSeconds(20));
            assertThat(told.getLast()).contains("withdrawn: the door is not healthy: it does not answer");

            // when it answers badly, it is no better
            door.opens();
            door.status = 503;
            for (int i = 0; i < 6; i++) {
                keeper.look();
            }
            assertThat(keeper.holds()).isFalse();

            // when it comes back
            door.status = 200;
            until("announced again", Optional.of(keeper), () -> router.knows(ADDRESS));

            // when one of its programs dies, the other does not go on alone
            plant.killsZebra();
            until("the container ends", Optional.of(keeper), () -> !plant.runs());
            until("gone with it", Optional.of(keeper), () -> !router.knows(ADDRESS));
            plant.container(text());
            until("told by the next one", Optional.of(keeper), () -> router.knows(ADDRESS));

            // when whoever kept it dies too: nobody looks any more
            new OwnAddress(plant.inside(), ADDRESS).hold(Duration.ofSeconds(2));
            until("gone without a keeper", Optional.empty(), () -> !router.knows(ADDRESS));
        }
    }

    private static String text() {
        var plan = ReachFrrTest.plan(
                ADDRESS.toString(), 4_200_009_001L, new Neighbour(IpAddress.parse("192.0.2.1"), 65_001));
        return ReachFrr.of(plan, plan.reach().orElseThrow());
    }

    private Keeper keeper(Machine plant, PretendDoor door, Duration life) {
        return new Keeper(
                new AskedDoor(door.health(), Optional.empty(), Keeper.PATIENCE),
                new OwnAddress(plant.inside(), ADDRESS),
                life,
                told::add);
    }

    /** Looks once a second, as the program does, until something is so. */
    private void until(String what, Optional<Keeper> keeper, BooleanSupplier state) throws InterruptedException {
        long deadline = world.nanos() + PATIENCE.toNanos();
        while (!state.getAsBoolean()) {
            assertThat(world.nanos()).as("%s; told %s", what, told).isLessThan(deadline);
            keeper.ifPresent(Keeper::look);
            world.pause(Duration.ofMillis(500));
        }
    }

    private static void wire(Machine one, String address, Machine other, String otherAddress) {
        run(List.of(
                "ip",
                "link",
                "add",
                "up0",
                "netns",
                one.name,
                "type",
                "veth",
                "peer",
                "name",
                "up0",
                "netns",
                other.name));
        one.run("ip", "address", "add", address, "dev", "up0");
        other.run("ip", "address", "add", otherAddress, "dev", "up0");
        one.run("ip", "link", "set", "up0", "up");
        other.run("ip", "link", "set", "up0", "up");
    }

    private static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A network namespace with FRR's zebra and bgpd. */
    private final class Machine implements AutoCloseable {
        private static final List<String> DAEMONS = List.of("zebra", "bgpd");

        private static final String USER = "904";

        private final String name;
        private final Path runs;
        private Optional<Process> container = Optional.empty();

        Machine(String role) throws IOException {
            this.name = "reach-%s-%d".formatted(role, ProcessHandle.current().pid());
            this.runs = Files.createDirectories(folder.resolve(role));
            // FRR's daemons give up being root.
            for (var each : List.of(folder, runs)) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            RealFrrTest.run(List.of("ip", "netns", "add", name));
            run("ip", "link", "set", "lo", "up");
        }

        List<String> inside() {
            return List.of("ip", "netns", "exec", name);
        }

        String run(String... command) {
            var words = new ArrayList<>(inside());
            words.addAll(List.of(command));
            return RealFrrTest.run(words);
        }

        void frr(String text) throws Exception {
            var file = Files.writeString(runs.resolve("frr.conf"), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            for (var daemon : DAEMONS) {
                run(
                        "/usr/lib/frr/" + daemon,
                        "-d",
                        "-f",
                        "/dev/null",
                        "-z",
                        runs.resolve("zserv.api").toString(),
                        "--vty_socket",
                        runs.toString(),
                        "-i",
                        pid(daemon).toString(),
                        "-A",
                        "127.0.0.1");
            }
            while (!DAEMONS.stream().allMatch(each -> Files.exists(runs.resolve(each + ".vty")))) {
                world.pause(Duration.ofMillis(50));
            }
            Files.writeString(runs.resolve("vtysh.conf"), "");
            run("vtysh", "--vty_socket", runs.toString(), "-f", file.toString());
        }

        /** As the unit starts it: another user, no capability, none to be gained, and the groups that its image knows. */
        void container(String text) throws Exception {
            var file = Files.writeString(runs.resolve("frr.conf"), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            var groups = Files.readAllLines(Path.of("/etc/group")).stream()
                    .filter(each -> !each.startsWith("frrvty:"))
                    .toList();
            Files.writeString(runs.resolve("group"), String.join("\n", groups) + "\nfrrvty:x:905:root\n");
            var words = new ArrayList<>(inside());
            words.addAll(List.of(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    "mount --bind \"$0\" /etc/group && if [ -x /usr/lib/frr/mgmtd ]; then mkdir -p /run/frr && mount -t tmpfs -o mode=1777 none /run/frr; fi && exec setpriv --reuid %1$s --regid %1$s --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \"$@\""
                            .formatted(USER),
                    runs.resolve("group").toString()));
            words.add(program("frr/frr-start"));
            var builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(runs.resolve("log").toFile()));
            builder.environment().putAll(places());
            container = Optional.of(builder.start());
            long deadline = world.nanos() + PATIENCE.toNanos();
            while (health() != 0) {
                assertThat(runs() && world.nanos() < deadline)
                        .as("it runs: %s", Files.readString(runs.resolve("log")))
                        .isTrue();
                world.pause(Duration.ofMillis(200));
            }
        }

        private Map<String, String> places() {
            return Map.of(
                    "PLANT_FRR_CONFIGURATION",
                    runs.resolve("frr.conf").toString(),
                    "PLANT_FRR_SOCKETS",
                    sockets().toString());
        }

        private Path sockets() {
            return runs.resolve("frr");
        }

        private static String program(String name) {
            return DebianTree.project()
                    .resolve("images/containers")
                    .resolve(name)
                    .toString();
        }

        /** What the check of the unit ends with. */
        int health() throws IOException, InterruptedException {
            var builder = new ProcessBuilder(program("all/health"), "frr");
            builder.environment().putAll(places());
            return builder.start().waitFor();
        }

        boolean runs() {
            return container.filter(Process::isAlive).isPresent();
        }

        /** What the programs may do in the namespaces of the host: effective capabilities, of which the ones of an own user namespace are none. */
        List<String> rights() throws IOException {
            var own = Files.readSymbolicLink(Path.of("/proc/self/ns/user"));
            var rights = new ArrayList<String>();
            for (var each : container.orElseThrow().descendants().toList()) {
                var process = Path.of("/proc", String.valueOf(each.pid()));
                if (Files.readSymbolicLink(process.resolve("ns/user")).equals(own)) {
                    Files.readAllLines(process.resolve("status")).stream()
                            .filter(line -> line.startsWith("CapPrm:"))
                            .map(line -> line.replaceFirst("CapPrm:\\s*", ""))
                            .forEach(rights::add);
                }
            }
            return rights;
        }

        void killsZebra() throws IOException {
            ProcessHandle.of(Long.parseLong(
                            Files.readString(sockets().resolve("zebra.pid")).strip()))
                    .orElseThrow()
                    .destroyForcibly();
        }

        boolean knows(IpAddress address) {
            return run("vtysh", "--vty_socket", runs.toString(), "-c", "show bgp ipv4 unicast json")
                    .contains("\"" + address.asHost() + "\"");
        }

        private Path pid(String daemon) {
            return runs.resolve(daemon + ".pid");
        }

        @Override
        public void close() throws IOException {
            container.ifPresent(each -> {
                each.destroy();
                each.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            });
            for (var daemon : DAEMONS) {
                if (Files.exists(pid(daemon))) {
                    ProcessHandle.of(
                                    Long.parseLong(Files.readString(pid(daemon)).strip()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            RealFrrTest.run(List.of("ip", "netns", "del", name));
        }
    }

    /** Answers what it is told to, on a port of its own that stays the same. */
    private static final class PretendDoor implements AutoCloseable {
        private volatile int status = 200;
        private int port;
        private Optional<HttpServer> server = Optional.empty();

        void opens() throws IOException {
            var fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            fresh.createContext("/metal/v1/health", exchange -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            fresh.start();
            port = fresh.getAddress().getPort();
            server = Optional.of(fresh);
        }

        void closes() {
            server.ifPresent(each -> each.stop(0));
            server = Optional.empty();
        }

        URI health() {
            return URI.create("http://127.0.0.1:%d/metal/v1/health".formatted(port));
        }

        @Override
        public void close() {
            closes();
        }
    }
}
