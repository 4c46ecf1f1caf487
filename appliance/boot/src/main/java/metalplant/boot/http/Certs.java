package metalplant.boot.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.boot.BootConfig.ForMachines;
import metalplant.boot.dhcp.Sightings;
import metalplant.boot.plant.Plant;
import metalplant.model.World;

/**
 * The {@code /certs} document of each machine, with a lease of its own in it. Whoever asks again within a minute is told the same, so that
 * a machine that asks without end does not make the plant sign without end.
 */
public final class Certs {
    private static final Duration SAME_FOR = Duration.ofMinutes(1);
    /** No server gets from its installer back to the network within this time. */
    private static final Duration BOOT_MIN = Duration.ofSeconds(10);

    private static final int KEPT_MAX = 1024;

    /** As installers of machines read it. */
    public record Document(
            boolean debug,
            String address,
            @JsonProperty("metal_api_url") String metalApiUrl,
            @JsonProperty("pixie_api_url") String pixieApiUrl,
            @JsonProperty("ca_cert") String caCert,
            String cert,
            String key,
            String hmac,
            @JsonProperty("ntp_servers") List<String> ntpServers,
            String partition) {
        @Override
        public String toString() {
            return "Document[***]";
        }
    }

    private record Kept(Document document, Optional<String> machineId, long made) {}

    private final Plant plant;
    private final Sightings sightings;
    private final World world;
    private final ForMachines machines;
    private final String partition;
    private final String base;
    private final Map<String, Kept> byMac = new LinkedHashMap<>();
    /** Many machines start at once, and each waits for a signature: they do so side by side. */
    private final ReentrantLock lock = new ReentrantLock();

    /** @param base where machines reach the boot server */
    public Certs(Plant plant, Sightings sightings, World world, ForMachines machines, String partition, String base) {
        this.plant = plant;
        this.sightings = sightings;
        this.world = world;
        this.machines = machines;
        this.partition = partition;
        this.base = base;
    }

    /** The document of the machine with this card. @throws metalplant.model.Problem as {@link Plant#lend} */
    public Document of(String mac) {
        var machineId = sightings.machineOf(mac);
        var before = kept(mac, machineId);
        if (before.isPresent()) {
            return before.get();
        }
        var lease = plant.lend(mac, machineId);
        var document = new Document(
                machines.debug(),
                machines.grpc(),
                base + MachineDocument.API,
                base + "/certs",
                lease.authority(),
                lease.certificate(),
                lease.key(),
                lease.hmac(),
                machines.timeServers(),
                partition);
        keep(mac, new Kept(document, machineId, world.nanos()));
        return document;
    }

    /** The machine with this card boots: what an earlier boot was lent may have been used up, and is not given again. */
    public void boots(String mac) {
        lock.lock();
        try {
            byMac.computeIfPresent(mac, (_, kept) -> world.nanos() - kept.made() < BOOT_MIN.toNanos() ? kept : null);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Document> kept(String mac, Optional<String> machineId) {
        lock.lock();
        try {
            return Optional.ofNullable(byMac.get(mac))
                    .filter(each -> world.nanos() - each.made() < SAME_FOR.toNanos()
                            && each.machineId().equals(machineId))
                    .map(Kept::document);
        } finally {
            lock.unlock();
        }
    }

    private void keep(String mac, Kept kept) {
        lock.lock();
        try {
            byMac.remove(mac);
            byMac.put(mac, kept);
            if (byMac.size() > KEPT_MAX) {
                byMac.remove(byMac.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
