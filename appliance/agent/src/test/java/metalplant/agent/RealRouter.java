package metalplant.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import metalplant.agent.host.SwitchHost;

/**
 * FRR in a network namespace of its own, and a Redis as SONiC has one for CONFIG_DB. Debian's packages frr, frr-pythontools and redis-server
 * have them; it needs root. The kernel's VRFs are not used: control plane only.
 */
final class RealRouter implements AutoCloseable {
    private static final List<String> DAEMONS = List.of("zebra", "bgpd", "staticd");

    final Path folder;
    private final String namespace;
    private final List<Process> redis = new ArrayList<>();

    RealRouter(Path folder) {
        this.folder = folder;
        this.namespace = "agent-" + ProcessHandle.current().pid();
        try {
            // Its daemons give up being root.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            for (var each : List.of("run", "etc")) {
                Files.setPosixFilePermissions(
                        Files.createDirectories(folder.resolve(each)), PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            Files.writeString(folder.resolve("etc/vtysh.conf"), "");
            redis.add(new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "0",
                            "--unixsocket",
                            folder.resolve("redis.sock").toString(),
                            "--save",
                            "",
                            "--dir",
                            folder.toString())
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .redirectErrorStream(true)
                    .start());
            run("ip", "netns", "add", namespace);
            run("ip", "-n", namespace, "link", "set", "lo", "up");
            for (var daemon : DAEMONS) {
                inside(
                        "/usr/lib/frr/" + daemon,
                        "-d",
                        "-F",
                        "datacenter",
                        "-f",
                        "/dev/null",
                        "-z",
                        folder.resolve("run/zserv.api").toString(),
                        "--vty_socket",
                        folder.resolve("run").toString(),
                        "-i",
                        pid(daemon).toString(),
                        "-A",
                        "127.0.0.1",
                        "--log",
                        "file:" + folder.resolve("run/" + daemon + ".log"));
            }
            while (!Files.exists(folder.resolve("redis.sock")) || !answers()) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        return DAEMONS.stream().allMatch(each -> Files.exists(folder.resolve("run/" + each + ".vty")));
    }

    private Path pid(String daemon) {
        return folder.resolve("run/" + daemon + ".pid");
    }

    /** The words before a {@code vtysh} here. */
    String vtysh() {
        return "ip netns exec %s vtysh --vty_socket %s".formatted(namespace, folder.resolve("run"));
    }

    /** The words before a file that FRR shall take over, or be compared with: {@code --reload} or {@code --test}. */
    String reload(String what) {
        return "ip netns exec %s /usr/lib/frr/frr-reload.py %s --stdout --log-level error --vty_socket %s --confdir %s --rundir %s"
                .formatted(namespace, what, folder.resolve("run"), folder.resolve("etc"), folder.resolve("run"));
    }

    String inside(String... command) {
        var words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends commands to Redis, one a line, to CONFIG_DB. */
    void configDb(String... lines) {
        for (var line : lines) {
            var words = new ArrayList<>(
                    List.of("redis-cli", "-s", folder.resolve("redis.sock").toString(), "-n", "4"));
            words.addAll(List.of(line.split(" ")));
            run(words.toArray(String[]::new));
        }
    }

    @Override
    public void close() {
        for (var daemon : DAEMONS) {
            try {
                if (Files.exists(pid(daemon))) {
                    ProcessHandle.of(
                                    Long.parseLong(Files.readString(pid(daemon)).strip()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        redis.forEach(Process::destroyForcibly);
        run("ip", "netns", "del", namespace);
    }

    /** An agent's configuration for this router. */
    AgentConfig config(String plant) {
        return Texts.config(
                folder,
                plant,
                "VTYSH",
                vtysh(),
                "FRR_RELOAD",
                reload("--reload"),
                "REDIS_SOCKET",
                folder.resolve("redis.sock").toString());
    }

    /**
     * A switch on this router. Kernel and SONiC would make the VNIs of rows; here they count as made.
     *
     * @param beforeChange called before FRR or CONFIG_DB are changed
     */
    static SwitchHost withVnis(SwitchHost real, Runnable beforeChange) {
        return (SwitchHost) Proxy.newProxyInstance(
                SwitchHost.class.getClassLoader(), new Class<?>[] {SwitchHost.class}, (_, method, arguments) -> {
                    switch (method.getName()) {
                        case "hasVnis" -> {
                            return true;
                        }
                        case "reload", "change" -> beforeChange.run();
                        default -> {}
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }
}
