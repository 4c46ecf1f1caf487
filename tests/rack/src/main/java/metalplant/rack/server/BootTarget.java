package metalplant.rack.server;

/** From where the firmware boots next. */
public enum BootTarget {
    PXE,
    DISK,
    /** The firmware's setup, once: the start after it uses the network. */
    BIOS
}
