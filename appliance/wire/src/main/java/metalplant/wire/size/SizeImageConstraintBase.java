package metalplant.wire.size;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which image versions a size works with.
 *
 * @param images operating system to version constraint
 */
public record SizeImageConstraintBase(@Nullable Map<String, String> images) {}
