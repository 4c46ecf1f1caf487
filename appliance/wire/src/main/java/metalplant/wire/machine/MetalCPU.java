package metalplant.wire.machine;

/**
 * A processor.
 */
public record MetalCPU(long cores, String model, long threads, String vendor) {}
