package metalplant.core.boot;

/** Tells whoever holds the wait stream of a machine, on this node, that it may have been allocated. A hint: losing it only costs time. */
@FunctionalInterface
public interface AllocationSignal {
    void allocated(String machineId);
}
