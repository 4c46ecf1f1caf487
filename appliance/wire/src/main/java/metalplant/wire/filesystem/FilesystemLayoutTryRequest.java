package metalplant.wire.filesystem;

import org.jspecify.annotations.Nullable;

/**
 * Which layout a size and image would get.
 *
 * @param image full image id
 */
public record FilesystemLayoutTryRequest(
        @Nullable String image, @Nullable String size) {}
