package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plant wants to know of another one's partitions.
 *
 * @param zones in which it has partitions itself, by internal id; it is told of these alone
 * @param life together with {@code revision}: what is here already and need not be told again; null if nothing is
 */
public record FabricQuestion(
        @Nullable List<String> zones,
        @Nullable Long life,
        @Nullable Long revision) {}
