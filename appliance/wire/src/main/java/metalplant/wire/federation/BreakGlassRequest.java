package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets this plant go on without the other voters, which are gone for good.
 *
 * @param recoverywords of the federation
 */
public record BreakGlassRequest(@Nullable List<String> recoverywords) {}
