package metalplant.model.machine;

import java.util.List;
import java.util.Map;
import metalplant.model.size.SizeReservation;

/**
 * Whether a project may take one more machine of a size although others reserved some.
 *
 * @see "metal-api-rest.md 4.4 step 7"
 */
public final class Reserved {
    private Reserved() {}

    /**
     * Judges in the order of the reservations: the first one of the requester that is not used up decides for it.
     *
     * @param reservations those of one size that name the partition
     * @param allocated machines of that size and partition per project, whatever they serve as
     * @param candidates machines that could be given away now
     */
    public static boolean allows(
            List<SizeReservation> reservations, String projectId, Map<String, Long> allocated, long candidates) {
        long held = 0;
        for (var reservation : reservations) {
            long used = allocated.getOrDefault(reservation.projectId(), 0L);
            held += reservation.amount();
            if (reservation.projectId().equals(projectId) && used < reservation.amount()) {
                return true;
            }
            held = Math.max(held - used, 0);
        }
        return held < candidates || reservations.isEmpty();
    }

    /** As many candidates as need to be counted to know the answer. */
    public static long enough(List<SizeReservation> reservations) {
        return reservations.stream().mapToLong(SizeReservation::amount).sum() + 1;
    }
}
