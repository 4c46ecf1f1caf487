package metalplant.core.bus;

/** What a management controller can be told, spelt as on the wire. */
public enum BmcCommand {
    ON("ON"),
    OFF("OFF"),
    RESET("RESET"),
    CYCLE("CYCLE"),
    BIOS("BIOS"),
    DISK("DISK"),
    PXE("PXE"),
    REINSTALL("REINSTALL"),
    LED_ON("LED-ON"),
    LED_OFF("LED-OFF"),
    /** Only together with a link to what is to be installed. */
    UPDATE_FIRMWARE("UPDATE-FIRMWARE");

    private final String wire;

    BmcCommand(String wire) {
        this.wire = wire;
    }

    /** Whether it does nothing to what the machine is doing. */
    public boolean harmless() {
        return switch (this) {
            case LED_ON, LED_OFF -> true;
            case ON, OFF, RESET, CYCLE, BIOS, DISK, PXE, REINSTALL, UPDATE_FIRMWARE -> false;
        };
    }

    public String wire() {
        return wire;
    }
}
