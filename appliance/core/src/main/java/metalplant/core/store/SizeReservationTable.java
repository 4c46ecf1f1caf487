package metalplant.core.store;

import java.util.List;
import metalplant.model.size.SizeReservation;

/** Size reservations, also by their size and project. */
public interface SizeReservationTable extends Table<SizeReservation> {
    List<SizeReservation> ofSize(String sizeId);

    List<SizeReservation> ofProject(String projectId);
}
