package metalplant.bootstrap.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which backups of a plant may go: those that are neither among the newest {@code count} nor younger than {@code age}. Both have to hold,
 * so that neither many backups in a day nor a clock that jumps forward takes the last good ones.
 */
record Retention(int count, Duration age) {
    /** @param kept of one plant and readable, the newest last */
    List<Kept> outdated(List<Kept> kept, Instant now) {
        return kept.subList(0, Math.max(0, kept.size() - count)).stream()
                .filter(each -> Duration.between(each.time(), now).compareTo(age) > 0)
                .toList();
    }
}
