package metalplant.model.machine;

/** What can be learnt of a machine after a restore; what it does to the {@link Doubt} has {@link DoubtFsm}. */
public enum Evidence {
    /** The database is an older one than the plant's last. */
    RESTORED,
    /** A leaf saw an installed system. */
    PHONED_HOME,
    /** It asked for a boot from the network, or its installer prepares or installs. */
    NETWORK_BOOT,
    /** An installer that was running when the plant was restored holds its wait stream, and no allocation is remembered. */
    WAITS_FREE,
    /** The same, and an allocation is remembered. */
    WAITS_GIVEN,
    /** A leaf that was not told anything since the restore has its ports in the network of the remembered allocation. */
    FABRIC_AGREES,
    /** Such a leaf has them in another network than is remembered. */
    FABRIC_DIFFERS,
    /** An operator says that what is remembered counts. */
    ACCEPTED
}
