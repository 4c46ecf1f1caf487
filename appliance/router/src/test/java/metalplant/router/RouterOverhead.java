package metalplant.router;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.door.hmac.Signature;
import metalplant.model.SystemWorld;
import metalplant.router.exchange.Waits;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.router.plants.Plants;
import metalplant.router.snapshot.Snapshots;

/**
 * What the door costs: the same signed GET of one machine's document (2 KB), sent to a stand-in for a plant directly and through the door,
 * in turn. Plain HTTP, everything in one JVM. No test: run by hand, {@code RouterOverhead [work in µs of CPU per request of the plant]}; a
 * plant spends about 1000 on such a read.
 */
final class RouterOverhead {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final int ROUNDS = 3;
    private static final long ROUND_NANOS = 3_000_000_000L;
    private static final byte[] DOCUMENT =
            "{\"id\":\"m\",\"text\":\"%s\"}".formatted("x".repeat(2000)).getBytes(StandardCharsets.UTF_8);

    private final long workNanos;

    private RouterOverhead(long workNanos) {
        this.workNanos = workNanos;
    }

    public static void main(String[] args) throws Exception {
        new RouterOverhead(args.length == 0 ? 0 : Long.parseLong(args[0]) * 1000).run();
        System.exit(0);
    }

    /** @param cpuMicros of the whole process for each request, client and plant included; waiting for a core is not in it */
    private record Sample(double perSecond, long p50Micros, long p99Micros, long cpuMicros) {}

    private void run() throws Exception {
        var auth = auth();
        var plant = serve(HttpRouting.builder().any((req, res) -> plant(auth, req, res)));
        var keys = new PlantLink.Keys(Optional.of("v"), Optional.empty(), Optional.empty());
        var behind = new Plant(
                "a",
                List.of("p"),
                URI.create("http://127.0.0.1:" + plant.port() + "/metal"),
                new PlantLink.Stock(keys, Optional.empty()),
                Role.ADMIN,
                Set.of(),
                true);
        var config = new RouterConfig(
                "/metal/",
                Files.createTempDirectory("router"),
                Waits.DEFAULT,
                1000,
                1 << 20,
                Snapshots.Limits.DEFAULT,
                java.time.Duration.ofHours(1));
        var routing = HttpRouting.builder();
        new Router(config, Plants.fixed("a", List.of(behind)), auth(), WORLD).routing(routing);
        var door = serve(routing);
        System.out.printf("work per request of the plant %d us, load average %s%n", workNanos / 1000, load());
        for (int clients : List.of(1, 16)) {
            measure(plant.port(), clients);
            measure(door.port(), clients);
            for (int round = 0; round < ROUNDS; round++) {
                var direct = measure(plant.port(), clients);
                var through = measure(door.port(), clients);
                System.out.printf(
                        Locale.ROOT,
                        "%2d clients: direct %.0f/s p50 %d p99 %d us; through the door %.0f/s p50 %d p99 %d us;"
                                + " %+d us at p50, %+d us of CPU, %.0f %% of the throughput, load average %s%n",
                        clients,
                        direct.perSecond(),
                        direct.p50Micros(),
                        direct.p99Micros(),
                        through.perSecond(),
                        through.p50Micros(),
                        through.p99Micros(),
                        through.p50Micros() - direct.p50Micros(),
                        through.cpuMicros() - direct.cpuMicros(),
                        100 * through.perSecond() / direct.perSecond(),
                        load());
            }
        }
    }

    private static HmacAuth auth() {
        return new HmacAuth(
                List.of(HmacUser.view("v")), "t", WORLD, WORLD.now().minusSeconds(3600), LeasePrincipals.NONE);
    }

    private static WebServer serve(HttpRouting.Builder routing) {
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing)
                .build()
                .start();
    }

    private void plant(HmacAuth auth, ServerRequest req, ServerResponse res) {
        var headers = req.headers();
        auth.verify(
                headers.first(HeaderNames.AUTHORIZATION).orElse(""),
                headers.first(HeaderNames.create("X-Date")).orElse(""),
                headers.first(HeaderNames.create("X-Data-Salt")).orElse(""),
                "GET",
                Optional.empty());
        long end = WORLD.nanos() + workNanos;
        while (WORLD.nanos() < end) {
            Thread.onSpinWait();
        }
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        res.send(DOCUMENT);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static Sample measure(int port, int clients) throws Exception {
        long begin = WORLD.nanos();
        long cpu = cpuNanos();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var runs = new ArrayList<Future<long[]>>();
            for (int i = 0; i < clients; i++) {
                runs.add(threads.submit(() -> client(port, begin + ROUND_NANOS)));
            }
            var all = new ArrayList<long[]>();
            for (var run : runs) {
                all.add(run.get());
            }
            double seconds = (WORLD.nanos() - begin) / 1e9;
            var micros = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Sample(
                    micros.length / seconds,
                    micros[micros.length / 2] / 1000,
                    micros[micros.length * 99 / 100] / 1000,
                    (cpuNanos() - cpu) / 1000 / micros.length);
        }
    }

    private static long[] client(int port, long end) throws IOException {
        var latencies = new long[200_000];
        int count = 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            while (WORLD.nanos() < end && count < latencies.length) {
                var request = request();
                long sent = WORLD.nanos();
                socket.getOutputStream().write(request);
                read(in);
                latencies[count++] = WORLD.nanos() - sent;
            }
        }
        return Arrays.copyOf(latencies, count);
    }

    private static byte[] request() {
        var date = WORLD.now().truncatedTo(ChronoUnit.SECONDS);
        var salt = UUID.randomUUID().toString();
        var mac = HexFormat.of().formatHex(Signature.compute(new byte[] {'v'}, date, "GET", salt));
        return "GET /metal/v1/machine/m HTTP/1.1\r\nHost: x\r\nAuthorization: Metal-View %s\r\nX-Date: %s\r\nX-Data-Salt: %s\r\n\r\n"
                .formatted(mac, date, salt)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void read(DataInputStream in) throws IOException {
        int length = 0;
        var status = line(in);
        if (!status.contains(" 200 ")) {
            throw new IOException(status);
        }
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
