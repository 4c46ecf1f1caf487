package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody looked at all sites, because a plant that was restored around a break-glass has forgotten what it signed.
 *
 * @param member label or id of the plant that forgot
 * @param inuse what is in use although the ledger says that it is free, such as {@code 203.0.113.16/28=fra_eqx_02}
 */
public record InventoryRequest(
        @Nullable String member,
        @Nullable List<String> inuse,
        @Nullable List<String> recoverywords) {}
