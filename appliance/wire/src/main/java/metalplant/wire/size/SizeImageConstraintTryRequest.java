package metalplant.wire.size;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image may be installed on a size.
 *
 * @param image may be a shorthand
 */
public record SizeImageConstraintTryRequest(
        @Required @Nullable String image,
        @Required @Nullable String size) {}
