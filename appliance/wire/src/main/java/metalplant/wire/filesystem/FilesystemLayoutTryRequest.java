package metalplant.wire.filesystem;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which layout a size and image would get.
 *
 * @param image full image id
 */
public record FilesystemLayoutTryRequest(
        @Required @Nullable String image,
        @Required @Nullable String size) {}
