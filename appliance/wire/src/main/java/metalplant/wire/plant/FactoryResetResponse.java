package metalplant.wire.plant;

import java.util.List;

/**
 * What a factory reset takes away.
 *
 * @param ordered whether it is under way
 * @param lost one sentence for each thing
 */
public record FactoryResetResponse(String partition, boolean ordered, List<String> lost) {}
