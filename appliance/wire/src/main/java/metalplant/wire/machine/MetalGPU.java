package metalplant.wire.machine;

/**
 * A graphics processor.
 */
public record MetalGPU(String model, String vendor) {}
