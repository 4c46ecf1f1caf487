package metalplant.bmc.driver;

/** What a machine boots from next, and from then on where its maker can do that. */
public enum BootDevice {
    PXE,
    DISK,
    /** Once: the set-up of the firmware. */
    BIOS
}
