package metalplant.core.audit;

import java.time.Duration;

/**
 * How much is remembered.
 *
 * @param keep older entries are forgotten
 * @param entriesMax more entries are not kept
 */
public record AuditConfig(Duration keep, int entriesMax) {
    private static final Duration KEEP_MIN = Duration.ofHours(1);
    private static final Duration KEEP_MAX = Duration.ofDays(3_650);
    private static final int ENTRIES_MIN = 1_000;

    /** Ninety days, a million entries. */
    public static final AuditConfig DEFAULT = new AuditConfig(Duration.ofDays(90), 1_000_000);

    public AuditConfig {
        if (keep.compareTo(KEEP_MIN) < 0 || keep.compareTo(KEEP_MAX) > 0) {
            throw new IllegalArgumentException("audit entries are kept from an hour to ten years");
        }
        if (entriesMax < ENTRIES_MIN) {
            throw new IllegalArgumentException("at least %d audit entries are kept".formatted(ENTRIES_MIN));
        }
    }
}
