package metalplant.wire.filesystem;

import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * For which sizes and images a layout is meant.
 *
 * @param images operating system to version constraint
 * @param sizes size ids without wildcards
 */
public record FilesystemLayoutConstraints(
        @Required @Nullable Map<String, String> images,
        @Nullable List<String> sizes) {}
