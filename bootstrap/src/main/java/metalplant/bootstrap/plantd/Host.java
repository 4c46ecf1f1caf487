package metalplant.bootstrap.plantd;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import metalplant.bootstrap.Folders;

/**
 * Where things are on this box (ADR 28).
 *
 * @param var what outlives a boot
 * @param run what does not
 * @param media the partition of the stick that an operator writes to
 * @param ports where the services of the plant listen
 */
record Host(Path var, Path run, Path media, HostPorts ports) {
    static final Host APPLIANCE = new Host(
            Path.of("/var/lib/metal-plant"),
            Path.of("/run/metal-plant"),
            Path.of("/run/metal-plant/media"),
            HostPorts.APPLIANCE);

    /** The plant's own folder, laid out as that of {@code ./plant run}. */
    Folders plant() {
        return new Folders(var.resolve("plant"));
    }

    /** Journal, accepted plan, clock. */
    Path firstBoot() {
        return var.resolve("first-boot");
    }

    Path acceptedPlan() {
        return firstBoot().resolve("plant.yaml");
    }

    Path offeredPlan() {
        return media.resolve("plant.yaml");
    }

    Path environment(String unit) {
        return run.resolve("env").resolve(unit + ".env");
    }

    /** What a unit reads beside its environment: certificates, configuration. */
    Path given(String name) {
        return run.resolve(name);
    }

    Path socket() {
        return run.resolve("plantd.sock");
    }

    /**
     * Ports of the services.
     *
     * @param api address and port of the plant's own door
     * @param mesh port for other plants
     * @param ledger port of the ledger's voter
     */
    record HostPorts(
            int database,
            int nsqTcp,
            int nsqHttp,
            int lookupTcp,
            int lookupHttp,
            InetSocketAddress api,
            InetSocketAddress grpc,
            InetSocketAddress router,
            int mesh,
            int ledger) {
        static final HostPorts APPLIANCE = new HostPorts(
                5432,
                4150,
                4151,
                4160,
                4161,
                new InetSocketAddress("127.0.0.1", 8080),
                new InetSocketAddress("0.0.0.0", 50_051),
                new InetSocketAddress("0.0.0.0", 443),
                4240,
                4241);

        URI apiUrl() {
            return URI.create("http://127.0.0.1:%d/metal/".formatted(api.getPort()));
        }
    }
}
