package metalplant.core.boot;

/** The server's end of one wait stream, seen from the registry. Its calls only leave word and never block. */
public interface WaitStream {
    /** Time to tell the other side that it is not forgotten. */
    void beat();

    /** Time to end; only the first end counts. */
    void end(End end);

    /** Why a stream ends. */
    enum End {
        /** The machine has an allocation: fetch it. */
        ALLOCATED,
        /** Another stream for the same machine took its place. */
        REPLACED,
        /** The machine was deleted. */
        MACHINE_GONE,
        /** The plant is going down. */
        PLANT_STOPS
    }
}
