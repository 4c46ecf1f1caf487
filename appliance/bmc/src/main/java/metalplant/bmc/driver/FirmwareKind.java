package metalplant.bmc.driver;

/** Which firmware an update is for. */
public enum FirmwareKind {
    BIOS,
    BMC
}
