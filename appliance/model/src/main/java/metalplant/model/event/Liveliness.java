package metalplant.model.event;

/** Whether a server was heard of lately. */
public enum Liveliness {
    ALIVE("Alive"),
    DEAD("Dead"),
    UNKNOWN("Unknown");

    private final String wire;

    Liveliness(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
