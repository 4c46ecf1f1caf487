package metalplant.core.size;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;

/** The use cases of size reservations. */
public final class SizeReservations {
    private final Store store;
    private final World world;

    public SizeReservations(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** A reservation to be. Absent texts are "". @param id "" = a new one is drawn */
    public record Create(
            String id,
            String name,
            String description,
            String sizeId,
            String projectId,
            int amount,
            List<String> partitionIds,
            Map<String, String> labels) {}

    /** What to change; an empty Optional or list of partitions leaves it as it is, an empty map clears the labels. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<Integer> amount,
            List<String> partitionIds,
            Optional<Map<String, String>> labels) {}

    /** @param projectAllocations machines of that size which the project has in that partition */
    public record Usage(SizeReservation reservation, String partitionId, int projectAllocations) {
        public int used() {
            return Math.min(reservation.amount(), projectAllocations);
        }
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public SizeReservation get(String id) {
        return store.read("size-reservation-get", tx -> tx.sizeReservations().get(id));
    }

    /** The reservations that match, in order of id, as {@link Pages} reads them. */
    public void each(SizeReservationQuery query, Consumer<SizeReservation> sink) {
        Pages.read(store, "size-reservation-page", "", (tx, after) -> page(tx, query, after))
                .forEach(sink);
    }

    private static Page<SizeReservation, String> page(Tx tx, SizeReservationQuery query, String after) {
        return tx.sizeReservations().page(query, after, Pages.SIZE);
    }

    /** How much of the reservations that match is used: one entry per reservation and partition of it. */
    public void eachUsage(SizeReservationQuery query, Consumer<Usage> sink) {
        Pages.read(store, "size-reservation-usage", "", (tx, after) -> usage(tx, page(tx, query, after)))
                .forEach(sink);
    }

    private record Place(String partitionId, String sizeId, String projectId) {}

    private static Page<Usage, String> usage(Tx tx, Page<SizeReservation, String> reservations) {
        var allocated = allocated(tx, reservations.rows());
        var usage = new ArrayList<Usage>();
        for (var reservation : reservations.rows()) {
            for (var partitionId : reservation.partitionIds()) {
                var place = new Place(partitionId, reservation.sizeId(), reservation.projectId());
                long count = allocated.getOrDefault(place, 0L);
                usage.add(new Usage(reservation, partitionId, Math.toIntExact(count)));
            }
        }
        return reservations.with(usage);
    }

    private static Map<Place, Long> allocated(Tx tx, List<SizeReservation> reservations) {
        var partitions = reservations.stream()
                .flatMap(reservation -> reservation.partitionIds().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        var sizes = reservations.stream().map(SizeReservation::sizeId).collect(Collectors.toCollection(TreeSet::new));
        var counts = new HashMap<Place, Long>();
        tx.machines()
                .allocatedPerProject(partitions, sizes)
                .forEach(each ->
                        counts.put(new Place(each.partitionId(), each.sizeId(), each.projectId()), each.count()));
        return counts;
    }

    /**
     * Stores a reservation.
     *
     * @throws Problem ENTITY_EXISTS; ENTITY_NOT_FOUND for the size or project; BAD_REQUEST for a wrong amount or wrong
     *     partitions
     */
    public SizeReservation create(Create wanted) {
        var id = wanted.id().isEmpty() ? world.newId().toString() : wanted.id();
        var reservation = new SizeReservation(
                id,
                wanted.name(),
                wanted.description(),
                wanted.sizeId(),
                wanted.projectId(),
                wanted.amount(),
                wanted.partitionIds(),
                wanted.labels(),
                Stamp.fresh(world));
        return store.run("size-reservation-create", Landed.created(Tx::sizeReservations, reservation), tx -> {
            if (tx.sizeReservations().find(id).isPresent()) {
                throw Problem.exists("size reservation", id);
            }
            require(tx, reservation);
            return tx.sizeReservations().insert(reservation);
        });
    }

    /** Changes a reservation; @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST */
    public SizeReservation update(Change change) {
        var now = world.now();
        return Changes.update(store, "size-reservation-update", Tx::sizeReservations, tx -> {
            var old = tx.sizeReservations().get(change.id());
            var reservation = new SizeReservation(
                    old.id(),
                    change.name().orElse(old.name()),
                    change.description().orElse(old.description()),
                    old.sizeId(),
                    old.projectId(),
                    change.amount().orElse(old.amount()),
                    change.partitionIds().isEmpty() ? old.partitionIds() : change.partitionIds(),
                    change.labels().orElse(old.labels()),
                    old.stamp().changedAt(now));
            require(tx, reservation);
            return tx.sizeReservations().update(reservation);
        });
    }

    private static void require(Tx tx, SizeReservation reservation) {
        tx.sizes().get(reservation.sizeId());
        tx.projects().get(reservation.projectId());
        if (reservation.amount() < 1) {
            throw Problem.bad("amount must be a positive integer");
        }
        requirePartitions(tx, reservation.partitionIds());
    }

    private static void requirePartitions(Tx tx, List<String> partitionIds) {
        if (partitionIds.isEmpty()) {
            throw Problem.bad("at least one partition id must be specified");
        }
        var seen = new HashSet<String>();
        for (var partitionId : partitionIds) {
            if (!seen.add(partitionId)) {
                throw Problem.bad("partition \"%s\" is named more than once".formatted(partitionId));
            }
            if (tx.partitions().find(partitionId).isEmpty()) {
                throw Problem.bad("there is no partition \"%s\"".formatted(partitionId));
            }
        }
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public SizeReservation delete(String id) {
        return Changes.delete(store, "size-reservation-delete", Tx::sizeReservations, tx -> {
            var reservation = tx.sizeReservations().get(id);
            tx.sizeReservations().delete(reservation);
            return reservation;
        });
    }
}
