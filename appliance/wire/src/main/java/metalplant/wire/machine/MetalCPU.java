package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * A processor.
 */
public record MetalCPU(
        @Required long cores,
        @Required String model,
        @Required long threads,
        @Required String vendor) {}
