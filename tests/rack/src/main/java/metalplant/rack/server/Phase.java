package metalplant.rack.server;

/** Where a server is, as coarse as people count. */
public enum Phase {
    /** No power, or held in the firmware's setup. */
    OFF("off"),
    /** Powered, until the installer runs. */
    PXE("pxe"),
    /** In the installer, until it waits. */
    REGISTERING("registering"),
    /** Waiting for an allocation. */
    WAITING("waiting"),
    /** From the end of the wait to the start of the installed system. */
    INSTALLING("installing"),
    /** The installed system starts or runs, but nobody has heard of it yet. */
    BOOTING("booting"),
    /** The plant knows that the installed system runs. */
    PHONED_HOME("phoned-home"),
    /** The installer gave up; a reboot follows. */
    CRASHED("crashed");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /** As the state file spells it. */
    public String word() {
        return word;
    }
}
