package metalplant.wire.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images to return; every given value must match.
 *
 * @param features the image has all of them
 * @param os the first part of the id
 * @param version normalised: {@code 24.04} is stored as {@code 24.4.0}
 */
public record ImageFindRequest(
        @Nullable String id,
        @Nullable String name,
        @Nullable String classification,
        @Nullable List<String> features,
        @Nullable String os,
        @Nullable String version) {}
