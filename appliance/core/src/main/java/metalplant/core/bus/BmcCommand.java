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
    LED_OFF("LED-OFF");

    private final String wire;

    BmcCommand(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
