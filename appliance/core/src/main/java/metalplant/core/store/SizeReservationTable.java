package metalplant.core.store;

import java.util.List;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;

/** Size reservations, also by their size and project. */
public interface SizeReservationTable extends Table<SizeReservation> {
    /**
     * Of the next {@code max} ones in order of id that a column finds for the query, behind this one, those that match; that none does
     * says nothing of the next page.
     */
    Page<SizeReservation, String> page(SizeReservationQuery query, String after, int max);

    List<SizeReservation> ofSize(String sizeId);

    List<SizeReservation> ofProject(String projectId);
}
