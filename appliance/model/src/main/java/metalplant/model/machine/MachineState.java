package metalplant.model.machine;

/**
 * What an operator decided about a machine.
 *
 * @param issuer e-mail of who did; "" when available
 */
public record MachineState(Value value, String description, String issuer, String metalHammerVersion) {
    public static final MachineState AVAILABLE = new MachineState(Value.AVAILABLE, "", "", "");

    /** As stored; clients see RESERVED for TAINTED. */
    public enum Value {
        AVAILABLE(""),
        TAINTED("RESERVED"),
        LOCKED("LOCKED");

        private final String wire;

        Value(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
