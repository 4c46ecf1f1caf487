package metalplant.wireguard.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.testkit.bus.Eventually;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.tools.Programs;
import org.opentest4j.AssertionFailedError;

/**
 * Plants in network namespaces, on a bridge that stands for the world. Everything has this process's number in its name; what a killed run
 * left is removed by the next one, and {@link #close} looks whether anything is left.
 */
final class Lab implements AutoCloseable {
    /** The tag of what can only happen to a tunnel that is a process. */
    static final String IN_A_PROCESS = "in-a-process";

    /** How many times as slow as a real one the machine is: an emulated one gets more time and less traffic. */
    static final int SLOWER = Integer.getInteger("lab.slower", 1);

    private static final String PREFIX = "mpwg";
    private static final Logger QUIET = Logger.getLogger("metalplant.wireguard");
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final String name = PREFIX + ProcessHandle.current().pid();
    private final Programs programs;
    private final Path folder;
    private final List<LabPlant> plants = new ArrayList<>();

    private Lab(Programs programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * A lab with that many plants, who do not know each other yet. Fails, and is not skipped, where it cannot be.
     *
     * @param folder an empty one for keys
     */
    static Lab open(Path folder, int plants) {
        QUIET.setLevel(Level.WARNING); // a line for every step of every plant is for operators
        var lab = new Lab(programs(), folder);
        removeLeftovers();
        try {
            lab.build(plants);
        } catch (RuntimeException | Error e) {
            lab.tearDown();
            throw e;
        }
        return lab;
    }

    private static Programs programs() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new AssertionFailedError("these tests make network namespaces and need root, with the Debian packages"
                    + " wireguard-tools iproute2 nftables iputils-ping; as root, ./plant test installs them");
        }
        try {
            return Programs.find(isInKernel() ? Optional.empty() : Optional.of(WireguardGo.program()));
        } catch (Problem e) {
            throw new AssertionFailedError(
                    e.getMessage()
                            + " (wanted are wireguard-tools iproute2 nftables iputils-ping; as root, ./plant test installs"
                            + " them)",
                    e);
        }
    }

    /** Whether tunnels are the kernel's own here; then no wireguard-go is named at all. */
    static boolean isInKernel() {
        return Files.isDirectory(Path.of("/sys/module/wireguard"));
    }

    private void build(int count) {
        run("ip", "netns", "add", wan());
        run("ip", "-n", wan(), "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        run("ip", "-n", wan(), "link", "set", "br0", "up");
        for (int number = 1; number <= count; number++) {
            plants.add(add(number));
        }
    }

    private LabPlant add(int number) {
        var namespace = name + "p" + number;
        run("ip", "netns", "add", namespace);
        run("ip", "-n", wan(), "link", "add", "v" + number, "type", "veth", "peer", "name", "wan", "netns", namespace);
        run("ip", "-n", wan(), "link", "set", "v" + number, "master", "br0", "up");
        run("ip", "-n", namespace, "link", "set", "wan", "up");
        var plant = new LabPlant(number, namespace, programs, folder);
        plant.addWanAddress(plant.wanAddress());
        run("ip", "-n", namespace, "addr", "add", "2001:db8:77::" + number + "/64", "dev", "wan", "nodad");
        return plant;
    }

    private String wan() {
        return name + "wan";
    }

    LabPlant plant(int number) {
        return plants.get(number - 1);
    }

    List<LabPlant> plants() {
        return plants;
    }

    /** Every plant knows every other one, and has built its side; those behind NAT, who begin at once, when all others listen. */
    void join() {
        plants.forEach(plant -> plant.know(plants));
        plants.stream().sorted(Comparator.comparing(LabPlant::isBehindNat)).forEach(LabPlant::apply);
    }

    @Override
    public void close() {
        var links = plants.stream().flatMap(plant -> plant.everBuilt().stream()).toList();
        tearDown();
        Eventually.until(
                "no process of the lab is left",
                () -> links.stream().allMatch(link -> processes(link).isEmpty()));
        if (!namespacesBeginning(name).isEmpty()) {
            throw new AssertionFailedError("namespaces are left: " + namespacesBeginning(name));
        }
        for (var link : links) {
            if (Files.exists(Path.of("/var/run/wireguard", link + ".sock"))) {
                throw new AssertionFailedError("the control socket of %s is left".formatted(link));
            }
        }
    }

    private void tearDown() {
        for (var plant : plants) {
            try {
                plant.leave();
            } catch (RuntimeException e) {
                // the namespace goes away below, whatever is in it
                System.getLogger(Lab.class.getName()).log(System.Logger.Level.WARNING, "could not tidy up", e);
            }
        }
        namespacesBeginning(name).forEach(Lab::removeNamespace);
    }

    /** With the processes in it: they would keep it alive without its name. */
    private static void removeNamespace(String namespace) {
        var links = run("ip", "-n", namespace, "-o", "link")
                .lines()
                .map(line -> line.split("[ :@]+")[1])
                .filter(link -> link.startsWith(Link.PREFIX))
                .toList();
        run("ip", "netns", "pids", namespace)
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .forEach(ProcessHandle::destroyForcibly);
        run("ip", "netns", "del", namespace);
        links.forEach(Lab::removeSocket);
    }

    private static void removeSocket(String link) {
        try {
            Files.deleteIfExists(Path.of("/var/run/wireguard", link + ".sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes of wireguard-go that serve an interface. */
    static List<ProcessHandle> processes(String link) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.endsWith("wireguard-go " + link))
                        .isPresent())
                .toList();
    }

    /** Ends a tunnel as a crash would: its process is killed, or the interface is gone where the kernel has it. */
    static void end(LabPlant plant, String link) {
        if (isInKernel()) {
            plant.run("ip", "link", "del", "dev", link);
            return;
        }
        processes(link).forEach(ProcessHandle::destroyForcibly);
        Eventually.until("it is dead", () -> processes(link).isEmpty());
    }

    /** Namespaces of runs that no longer live. */
    private static void removeLeftovers() {
        for (var namespace : namespacesBeginning(PREFIX)) {
            var digits = namespace.substring(PREFIX.length()).replaceFirst("[^0-9].*", "");
            if (!digits.isEmpty() && ProcessHandle.of(Long.parseLong(digits)).isEmpty()) {
                removeNamespace(namespace);
            }
        }
    }

    static List<String> namespacesBeginning(String prefix) {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(NAMESPACES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its good end and gives its output. */
    static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionFailedError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted", e);
        }
    }
}
