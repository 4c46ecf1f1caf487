package metalplant.model.size;

import static metalplant.model.Filters.is;

import java.util.Optional;

/** Filters of a search for size reservations; all given ones must hold. An empty Optional is no filter. */
public record SizeReservationQuery(
        Optional<String> id, Optional<String> sizeId, Optional<String> projectId, Optional<String> partitionId) {
    public static final SizeReservationQuery ALL =
            new SizeReservationQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public boolean matches(SizeReservation reservation) {
        return is(id, reservation.id())
                && is(sizeId, reservation.sizeId())
                && is(projectId, reservation.projectId())
                && partitionId.map(reservation.partitionIds()::contains).orElse(true);
    }
}
