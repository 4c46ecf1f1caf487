package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * A member as this plant sees it.
 *
 * @param id hash of its root key
 * @param status {@code member}, {@code draining}, {@code recovering}, {@code evicted}, {@code left}, or {@code witness} for one
 *     that only votes
 * @param self whether it is this plant
 * @param lastcontactseconds since it was heard of; null = never since this plant started, or it is this plant
 * @param rttmillis null if unknown
 * @param tunnel null if there is none, or it is this plant
 * @param accepts what this plant accepts from its callers; null for this plant and for a witness
 * @param gives what it accepts from callers of this plant; null for this plant and for a witness
 */
public record MemberResponse(
        String id,
        String label,
        String status,
        boolean self,
        boolean voter,
        @Nullable Long number,
        @Nullable String endpoint,
        @Nullable Long lastcontactseconds,
        @Nullable Double rttmillis,
        @Nullable TunnelResponse tunnel,
        @Nullable AuthorityResponse accepts,
        @Nullable AuthorityResponse gives) {}
