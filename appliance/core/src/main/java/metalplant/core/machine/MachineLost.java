package metalplant.core.machine;

/** Rolls a transaction back because its machine went to somebody else meanwhile. Never reaches a caller of a use case. */
final class MachineLost extends RuntimeException {
    private final String machineId;

    MachineLost(String machineId) {
        super("machine " + machineId + " went to somebody else", null, false, false);
        this.machineId = machineId;
    }

    String machineId() {
        return machineId;
    }
}
