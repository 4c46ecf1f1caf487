package metalplant.core.peering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.model.partition.Partition;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Part;

/** What is known here of the partitions that other plants have in a zone, for people. */
public final class ZoneFabrics {
    /** Of a zone of which nothing is known. */
    public static final Seen NOTHING = new Seen(List.of(), List.of());

    private static final int REFUSED_MAX = 32;

    private final Store store;
    private final IntSupplier plant;

    /** @param plant the number of this plant in its federation, 0 without one */
    public ZoneFabrics(Store store, IntSupplier plant) {
        this.store = store;
        this.plant = plant;
    }

    /**
     * A partition of another plant.
     *
     * @param networks of it that switches here know
     * @param changed when what is known came here
     * @param heard when its plant said last that it is still so
     * @param refused what of it is left out, and why
     */
    public record Abroad(
            String partitionId, int networks, int exits, Instant changed, Instant heard, List<String> refused) {
        public Abroad {
            refused = List.copyOf(refused);
        }
    }

    /** @param refused what is left out and not of one of these: of cables, of networks of this plant */
    public record Seen(List<Abroad> partitions, List<String> refused) {
        public Seen {
            partitions = List.copyOf(partitions);
            refused = List.copyOf(refused);
        }

        public Optional<Abroad> of(String partitionId) {
            return partitions.stream()
                    .filter(each -> each.partitionId().equals(partitionId))
                    .findFirst();
        }
    }

    /** As it is now; nothing of a zone in which this plant has no partition. */
    public Seen of(String zoneId) {
        return store.read(
                "zone-fabrics",
                tx -> tx.partitions().list().stream()
                        .filter(each -> each.zoneId().equals(zoneId))
                        .min(StoredZone.OLDEST_FIRST)
                        .map(each -> seen(tx, each))
                        .orElse(NOTHING));
    }

    private Seen seen(Tx tx, Partition own) {
        var stored = StoredZone.of(tx, own.id(), plant.getAsInt());
        var united = RemoteZone.of(tx, stored, own);
        var left = new ArrayList<>(united.settled().left());
        left.removeAll(stored.left());
        var found = new ArrayList<Abroad>();
        for (var said : united.said()) {
            for (var part : said.parts()) {
                found.add(abroad(united, said, part, left));
            }
        }
        return new Seen(
                found,
                left.stream()
                        .filter(each -> found.stream().noneMatch(one -> isOf(one.partitionId(), each)))
                        .map(ZoneFabrics::text)
                        .limit(REFUSED_MAX)
                        .toList());
    }

    private static Abroad abroad(RemoteZone united, PlantFabric said, Part part, List<Left> left) {
        var zone = united.settled().zone();
        boolean taken = Optional.ofNullable(united.places().get(part.number()))
                .filter(each -> each.partitionId().equals(part.id()))
                .isPresent();
        int networks = (int) zone.networks().stream()
                .filter(each -> taken && each.partition() == part.number())
                .count();
        var more = said.more() == 0
                ? Stream.<String>of()
                : Stream.of("too-many: its plant has %d networks more than it may tell".formatted(said.more()));
        return new Abroad(
                part.id(),
                networks,
                taken ? part.exits().size() : 0,
                said.changed(),
                said.heard(),
                Stream.of(
                                said.refused().stream(),
                                more,
                                left.stream()
                                        .filter(each -> isOf(part.id(), each))
                                        .map(ZoneFabrics::text))
                        .flatMap(each -> each)
                        .limit(REFUSED_MAX)
                        .toList());
    }

    private static boolean isOf(String partition, Left left) {
        return switch (left.kind()) {
            case "partition" -> left.id().equals(partition);
            case "network" -> left.id().startsWith(partition + "/");
            default -> false;
        };
    }

    private static String text(Left left) {
        return "%s %s: %s: %s"
                .formatted(
                        left.kind(),
                        left.id(),
                        left.refusal().rule(),
                        left.refusal().message());
    }
}
