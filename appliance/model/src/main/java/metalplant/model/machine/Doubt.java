package metalplant.model.machine;

/**
 * How far what a restored database remembers of a machine is confirmed, and what was seen of the machine since. Everything but
 * {@link #NONE} keeps the plant from giving the machine away, wiping, powering or booting it.
 */
public enum Doubt {
    /** What is stored of the machine counts. */
    NONE,
    /** Nothing was seen of it since the restore. */
    UNHEARD,
    /** It asked for a boot from the network, or runs an installer that began to since. */
    BOOTING,
    /** An installed system phoned home. */
    RUNNING,
    /** Its leaf ports are in the network of the allocation that is remembered. */
    IN_PLACE,
    /** Its leaf ports are in another network than the one that is remembered. */
    ELSEWHERE
}
