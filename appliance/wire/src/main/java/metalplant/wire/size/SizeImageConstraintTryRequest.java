package metalplant.wire.size;

import org.jspecify.annotations.Nullable;

/**
 * Whether an image may be installed on a size.
 *
 * @param image may be a shorthand
 */
public record SizeImageConstraintTryRequest(
        @Nullable String image, @Nullable String size) {}
