package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * A graphics processor.
 */
public record MetalGPU(@Required String model, @Required String vendor) {}
