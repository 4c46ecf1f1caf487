package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * A range of a shared pool, and who has it.
 *
 * @param range a prefix where it is one, else the first and the last number
 * @param state {@code free}, {@code granted}, {@code returning} (only said by its holder), {@code recovering}, {@code quarantined};
 *     {@code unclaimed}: a prefix of a network of this plant that gives no addresses, because the ledger says nothing of it yet, or that
 *     another plant has what overlaps it
 * @param plant id of the holder; of a free range the plant that may give it away
 * @param label of that plant
 * @param fence number of the grant; 0 if free
 * @param waits what has to happen before a quarantined range is free, a reserve is of use again, or an unclaimed prefix gives addresses;
 *     null = nothing
 */
public record BlockResponse(
        String pool,
        String range,
        String size,
        String state,
        String plant,
        String label,
        long incarnation,
        long fence,
        @Nullable String waits) {}
