package metalplant.bmc.driver;

/** What is done to a machine's power. */
public enum PowerButton {
    ON,
    /** At once, without asking the operating system. */
    OFF,
    /** A machine that is on begins anew. */
    RESET,
    /** Off and on again, so that cards lose their power as well. */
    CYCLE
}
