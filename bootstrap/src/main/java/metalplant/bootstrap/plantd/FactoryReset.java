package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.wire.plant.FactoryResetResponse;

/**
 * Makes the box as it was before first boot. The order is a file; from then on nothing else happens on this box, however often it is cut
 * off, until it is carried out. Keys go first: what is left when somebody pulls the plug in the middle opens nothing.
 */
final class FactoryReset {
    private static final System.Logger LOG = System.getLogger(FactoryReset.class.getName());

    /** In the order in which they go. */
    private static final List<String> KEYS =
            List.of("plant/secrets", "plant/pki", "plant/federation", "first-boot/tpm", "plant/life");

    private static final List<String> DATA = List.of(
            "plant",
            "postgres",
            "cockroach",
            "nsq",
            "infra",
            "dhcp",
            "bmc",
            "console",
            "images",
            "switches",
            "support",
            "backup",
            "upgrade");

    /** Started by plantd and none but it; what others wrote is theirs to end. */
    static final List<String> UNITS = List.of(
            "plant-backup.timer",
            "plant-escrow.timer",
            "plant-certificates.timer",
            ReachServices.KEEPER,
            ReachServices.FRR,
            "plant-console.service",
            "plant-images.service",
            "plant-bmc.service",
            "plant-boot.service",
            "plant-dhcp.service",
            "metal-api.service",
            "nsqd.service",
            "nsqlookupd.service",
            "postgres.service",
            "cockroach.service",
            "plant-dns.service",
            "plant-time.service");

    private final Host host;
    private final BoxUnits units;
    private final Consumer<String> points;

    FactoryReset(Host host, BoxUnits units, Consumer<String> points) {
        this.host = host;
        this.units = units;
        this.points = points;
    }

    private static Path order(Host host) {
        return host.firstBoot().resolve("factory-reset");
    }

    boolean isOrdered() {
        return Files.exists(order(host));
    }

    /** What would be lost, for a person to read before it is. */
    FactoryResetResponse preview() {
        var plan = PlanSource.accepted(host);
        var lost = new ArrayList<String>();
        lost.add(
                "all keys of this plant: certificates, API keys, its identity; no copy of its disk can be opened or trusted again");
        lost.add(
                "its database: machines, allocations, networks, addresses, projects; machines keep running what they run, and nobody manages them");
        lost.add("backups and support bundles on this box; those elsewhere stay, and need the recovery words");
        lost.add("images on this box");
        lost.add(
                "its place in a federation: leave it first (plantctl federation leave), or the others have to evict this plant");
        lost.add(
                "not lost: this operating system, and plant.yaml on the stick, from which the next first boot is made");
        return new FactoryResetResponse(
                plan.map(each -> each.place().partition()).orElse(""), isOrdered(), lost);
    }

    /** Takes the order. @throws Problem if it is not confirmed by the partition's name */
    void order(String confirm) {
        var partition =
                PlanSource.accepted(host).map(each -> each.place().partition()).orElse("");
        if (partition.isEmpty()) {
            throw Problem.refused("there is nothing to reset: no plan was accepted yet");
        }
        if (!partition.equals(confirm)) {
            throw Problem.bad("a factory reset is confirmed by the name of this partition, %s".formatted(partition));
        }
        AtomicFile.write(order(host), "ordered\n", AtomicFile.SECRET);
        LOG.log(WARNING, "factory reset ordered partition={0}", partition);
    }

    /** Carries out the order, or what is left of it. */
    void carryOut() {
        points.accept("reset:begun");
        for (var name : KEYS) {
            destroy(host.var().resolve(name), true);
            points.accept("reset:" + name);
        }
        for (var unit : UNITS) {
            units.stop(unit);
        }
        points.accept("reset:stopped");
        for (var name : DATA) {
            destroy(host.var().resolve(name), false);
            points.accept("reset:data:" + name);
        }
        for (var given : List.of(
                "env", "cockroach", "nsq", "dns", "time", "dhcp", "plant-boot", "plant-bmc", "plant-console", "frr")) {
            destroy(host.run().resolve(given), true);
        }
        points.accept("reset:given");
        destroyAllBut(order(host));
        points.accept("reset:journal");
        AtomicFile.remove(order(host));
        LOG.log(INFO, "factory reset done");
    }

    private void destroyAllBut(Path kept) {
        try (var files = Files.list(host.firstBoot())) {
            // The time that this box has seen is no secret, and as true as before.
            files.filter(each -> !each.equals(kept) && !each.endsWith("clock"))
                    .toList()
                    .forEach(each -> destroy(each, false));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + host.firstBoot(), e);
        }
    }

    /** @param overwrite for secrets; on flash an old copy may stay, and the encryption of the disk is what protects it */
    static void destroy(Path path, boolean overwrite) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (overwrite && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    zero(each);
                }
                Files.deleteIfExists(each);
            }
            try (var folder =
                    FileChannel.open(java.util.Objects.requireNonNull(path.getParent()), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static void zero(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[(int) Math.min(channel.size(), 1 << 20)]));
            channel.force(true);
        }
    }
}
