package metalplant.core.partition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.bus.Bus;
import metalplant.core.bus.BusRules;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.url.UrlCheck;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.partition.Partition;
import metalplant.model.partition.RackServers;
import metalplant.model.region.Zone;

/** The use cases of partitions. What their servers boot is fetched once for a try before it is stored. */
public final class Partitions {
    private static final String TOPIC_SUFFIX = "-machine";

    private final Store store;
    private final Bus bus;
    private final UrlCheck urls;
    private final World world;

    public Partitions(Store store, Bus bus, UrlCheck urls, World world) {
        this.store = store;
        this.bus = bus;
        this.urls = urls;
        this.world = world;
    }

    /** A partition to be. Absent texts are "". */
    public record Create(
            String id,
            String name,
            String description,
            String mgmtServiceAddress,
            Map<String, String> labels,
            Partition.BootConfig boot,
            List<String> dnsServers,
            List<String> ntpServers,
            String zoneId) {}

    /** What to change of a partition; an empty Optional leaves it as it is, an empty list or map clears it. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<String> mgmtServiceAddress,
            Optional<Map<String, String>> labels,
            Optional<String> imageUrl,
            Optional<String> kernelUrl,
            Optional<String> commandLine,
            Optional<List<String>> dnsServers,
            Optional<List<String>> ntpServers,
            Optional<String> zoneId) {}

    public List<Partition> list() {
        return store.read("partition-list", tx -> tx.partitions().list());
    }

    /** All zones, by id, for telling where partitions are. */
    public Map<String, Zone> zones() {
        return store.read("partition-zones", tx -> tx.zones().list()).stream()
                .collect(Collectors.toMap(Zone::id, Function.identity()));
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public Partition get(String id) {
        return store.read("partition-get", tx -> tx.partitions().get(id));
    }

    /** The topic on which commands for a partition's machines are published. */
    public static String topicOf(String partitionId) {
        return partitionId + TOPIC_SUFFIX;
    }

    /**
     * Makes a partition and its topic.
     *
     * @throws Problem BAD_REQUEST for a missing id, an id no topic can be named after, or wrong servers; ENTITY_EXISTS;
     *     ENTITY_NOT_FOUND for the zone; URL_UNREACHABLE; BUS_UNAVAILABLE
     */
    public Partition create(Create wanted) {
        if (wanted.id().isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        requireNew(wanted.id());
        BusRules.requireName(topicOf(wanted.id()));
        RackServers.requireDns(wanted.dnsServers());
        RackServers.requireNtp(wanted.ntpServers());
        urls.check(wanted.boot().imageUrl());
        urls.check(wanted.boot().kernelUrl());
        bus.ensureTopic(topicOf(wanted.id()));
        var partition = new Partition(
                wanted.id(),
                wanted.name(),
                wanted.description(),
                wanted.mgmtServiceAddress(),
                wanted.labels(),
                wanted.boot(),
                wanted.dnsServers(),
                wanted.ntpServers(),
                wanted.zoneId(),
                Stamp.fresh(world));
        return store.run("partition-create", Landed.created(Tx::partitions, partition), tx -> {
            requireZone(tx, partition.zoneId());
            return tx.partitions().insert(partition);
        });
    }

    private static void requireZone(Tx tx, String zoneId) {
        if (!zoneId.isEmpty()) {
            tx.zones().get(zoneId);
        }
    }

    /** An existing id is told before anything that could fail for another reason: {@code metalctl apply} relies on it. */
    private void requireNew(String id) {
        if (store.read("partition-exists", tx -> tx.partitions().find(id)).isPresent()) {
            throw Problem.exists("partition", id);
        }
    }

    /**
     * Changes a partition.
     *
     * @throws Problem ENTITY_NOT_FOUND; URL_UNREACHABLE; BAD_REQUEST for anything else that is wrong
     */
    public Partition update(Change change) {
        get(change.id());
        change.dnsServers().ifPresent(RackServers::requireDns);
        change.ntpServers().ifPresent(RackServers::requireNtp);
        change.imageUrl().ifPresent(urls::check);
        change.kernelUrl().ifPresent(urls::check);
        var now = world.now();
        return Changes.update(store, "partition-update", Tx::partitions, tx -> {
            var old = tx.partitions().get(change.id());
            change.zoneId().ifPresent(zone -> requireZone(tx, zone));
            return tx.partitions().update(changed(old, change, old.stamp().changedAt(now)));
        });
    }

    private static Partition changed(Partition old, Change change, Stamp stamp) {
        var boot = new Partition.BootConfig(
                change.imageUrl().orElse(old.boot().imageUrl()),
                change.kernelUrl().orElse(old.boot().kernelUrl()),
                change.commandLine().orElse(old.boot().commandLine()));
        return new Partition(
                old.id(),
                change.name().orElse(old.name()),
                change.description().orElse(old.description()),
                change.mgmtServiceAddress().orElse(old.mgmtServiceAddress()),
                change.labels().orElse(old.labels()),
                boot,
                change.dnsServers().orElse(old.dnsServers()),
                change.ntpServers().orElse(old.ntpServers()),
                change.zoneId().orElse(old.zoneId()),
                stamp);
    }

    /** Removes a partition, used or not, as the reference does, but not with peerings. @throws Problem ENTITY_NOT_FOUND, PREFIX_IN_USE */
    public Partition delete(String id) {
        return Changes.delete(store, "partition-delete", Tx::partitions, tx -> {
            var partition = tx.partitions().get(id);
            NetworkPeerings.requireNoneIn(tx, id);
            tx.partitions().delete(partition);
            return partition;
        });
    }
}
