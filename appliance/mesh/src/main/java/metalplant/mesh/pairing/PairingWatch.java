package metalplant.mesh.pairing;

/** What the inviting side is told. Called by the threads of the door, one at a time; must not throw. */
public interface PairingWatch {
    /** Why a door is closed. */
    enum Ended {
        /** The other side has everything. */
        PAIRED,
        /** Three wrong codes. */
        BURNED,
        /** Nobody came in time. */
        EXPIRED,
        /** The operator took the invite back, or the plant stops. */
        WITHDRAWN
    }

    /**
     * A plant proved that it has the code. Called before it is given the invite, and again with new words if its answer was lost and it came
     * back: the last one counts. To be written down before this returns.
     */
    void paired(Paired paired);

    /** Somebody was refused; for the operator's screen and the event log. */
    void alarm(String text);

    /** The port is closed. */
    void ended(Ended why);
}
