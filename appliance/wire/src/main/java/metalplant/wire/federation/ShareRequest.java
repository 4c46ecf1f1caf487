package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Makes a prefix a shared one: cut into blocks that plants get as they need them. Of one that is shared already only the end changes.
 *
 * @param prefix that no network of any member has yet, or a shared one
 * @param allocateuntil for how long a plant that reaches nobody gives out new addresses of it, as an ISO duration such as {@code P30D};
 *     {@code off} = for ever; null = as it is
 */
public record ShareRequest(
        @Nullable String prefix, @Nullable String allocateuntil) {}
