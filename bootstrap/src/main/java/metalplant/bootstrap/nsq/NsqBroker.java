package metalplant.bootstrap.nsq;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.process.ClockWatch;
import metalplant.bootstrap.process.LogTail;
import metalplant.bootstrap.process.PidFile;
import metalplant.bootstrap.process.Supervised;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * nsqd and nsqlookupd, watched and restarted.
 *
 * <p>The TCP port wants TLS and a certificate of the plant's authority; the HTTP port, on which topics are made, is plain
 * and on loopback. <b>Nothing is kept over a restart</b>, of the plant or of nsqd alone: the data folder is emptied before
 * each start. A command to a BMC is not idempotent, and one that waited in a queue while the world went on could hit the
 * next tenant's machine; whatever was lost is sent again by whoever still wants it.
 *
 * <p>nsqd makes the ids of messages of the wall clock, and takes none until it shows more than it ever did; so when the clock was set
 * back, nsqd is started again.
 */
public final class NsqBroker implements AutoCloseable {
    /** Messages per topic and per channel held in memory; more would go to the disk, which is emptied at a start. */
    private static final int MEMORY_MESSAGES = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(30);

    private final Ports ports;
    private final Supervised lookup;
    private final Supervised nsqd;
    private final ClockWatch clock;

    private NsqBroker(Ports ports, Supervised lookup, Supervised nsqd, World world) {
        this.ports = ports;
        this.lookup = lookup;
        this.nsqd = nsqd;
        this.clock = ClockWatch.start(
                world, missing -> nsqd.restart("the wall clock was set back by " + missing.truncatedTo(SECONDS)));
    }

    /** Four ports on 127.0.0.1. */
    public record Ports(int tcp, int http, int lookupTcp, int lookupHttp) {}

    /**
     * Starts both and returns once both listen.
     *
     * @param folder for queue overflow and pid files
     * @param logs where the two logs go
     */
    public static NsqBroker start(
            NsqBinaries binaries, Ports ports, PlantPki pki, Path folder, Path logs, World world) {
        AtomicFile.folder(folder, "rwx------");
        var lookup = Supervised.start(lookupd(binaries, ports, folder, logs), world);
        try {
            await("nsqlookupd", ports.lookupTcp(), logs.resolve("nsqlookupd.log"), world);
            var nsqd = Supervised.start(nsqd(binaries, ports, pki, folder, logs), world);
            var broker = new NsqBroker(ports, lookup, nsqd, world);
            try {
                await("nsqd", ports.tcp(), logs.resolve("nsqd.log"), world);
                await("nsqd", ports.http(), logs.resolve("nsqd.log"), world);
                return broker;
            } catch (RuntimeException e) {
                broker.clock.close();
                nsqd.close();
                throw e;
            }
        } catch (RuntimeException e) {
            lookup.close();
            throw e;
        }
    }

    /** Where clients with a certificate connect. */
    public InetSocketAddress tcp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.tcp());
    }

    /** Where topics are made and statistics are read. */
    public URI http() {
        return URI.create("http://127.0.0.1:" + ports.http());
    }

    /** Stops watching without stopping: what a SIGKILL of the plant leaves. For tests. */
    void forget() {
        clock.close();
        nsqd.forget();
        lookup.forget();
    }

    @Override
    public void close() {
        clock.close();
        nsqd.close();
        lookup.close();
    }

    private static Supervised.Program lookupd(NsqBinaries binaries, Ports ports, Path folder, Path logs) {
        var command = List.of(
                binaries.nsqlookupd().toString(),
                "--tcp-address=127.0.0.1:" + ports.lookupTcp(),
                "--http-address=127.0.0.1:" + ports.lookupHttp(),
                "--broadcast-address=127.0.0.1",
                "--log-level=warn");
        return Supervised.Program.simple(
                "nsqlookupd",
                command,
                folder,
                logs.resolve("nsqlookupd.log"),
                new PidFile(folder.resolve("nsqlookupd.pid")));
    }

    private static Supervised.Program nsqd(NsqBinaries binaries, Ports ports, PlantPki pki, Path folder, Path logs) {
        var data = folder.resolve("data");
        var command = List.of(
                binaries.nsqd().toString(),
                "--tcp-address=127.0.0.1:" + ports.tcp(),
                "--http-address=127.0.0.1:" + ports.http(),
                // Else it would open port 4152 on every address of the machine as soon as it has a certificate.
                "--https-address=",
                "--lookupd-tcp-address=127.0.0.1:" + ports.lookupTcp(),
                "--broadcast-address=127.0.0.1",
                "--data-path=" + data,
                "--mem-queue-size=" + MEMORY_MESSAGES,
                "--tls-required=tcp-https",
                "--tls-client-auth-policy=require-verify",
                "--tls-min-version=tls1.2",
                "--tls-root-ca-file=" + pki.caCert(),
                "--tls-cert=" + pki.nsqdCert(),
                "--tls-key=" + pki.nsqdKey(),
                "--log-level=warn");
        return new Supervised.Program(
                "nsqd",
                command,
                folder,
                logs.resolve("nsqd.log"),
                new PidFile(folder.resolve("nsqd.pid")),
                Supervised.Ending.TERM,
                () -> empty(data));
    }

    private static void empty(Path data) {
        try {
            if (Files.exists(data)) {
                try (var files = Files.walk(data)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            AtomicFile.folder(data, "rwx------");
        } catch (IOException e) {
            throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "cannot empty " + data + ": " + e.getMessage())
                    .because(e);
        }
    }

    private static void await(String name, int port, Path log, World world) {
        var deadline = world.nanos() + PATIENCE.toNanos();
        while (!listens(port)) {
            if (world.nanos() - deadline > 0) {
                throw Problem.of(
                        ProblemCode.BUS_UNAVAILABLE,
                        "%s does not listen on port %d after %d s; its log %s ends in:%n  %s"
                                .formatted(
                                        name,
                                        port,
                                        PATIENCE.toSeconds(),
                                        log,
                                        String.join("\n  ", LogTail.of(log, 5))));
            }
            try {
                world.pause(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "the start of " + name + " was interrupted")
                        .because(e);
            }
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
