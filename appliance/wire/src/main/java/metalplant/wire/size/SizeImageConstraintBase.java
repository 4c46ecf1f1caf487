package metalplant.wire.size;

import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which image versions a size works with.
 *
 * @param images operating system to version constraint
 */
public record SizeImageConstraintBase(@Required @Nullable Map<String, String> images) {}
