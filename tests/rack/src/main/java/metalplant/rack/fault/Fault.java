package metalplant.rack.fault;

import java.util.Arrays;
import java.util.Optional;

/** The ways in which a simulated rack can fail. */
public enum Fault {
    /** The installer crashes on its way: event Crashed, then a reboot. Drawn at each installation. */
    CRASH_IN_INSTALL("crash-in-install"),
    /** The installed system never shows itself to its leaves. Drawn at each start of the system. */
    LOST_PHONE_HOME("lost-phone-home"),
    /** eth1 hangs in the port of the neighbour below or above. Decided once. */
    WRONG_CABLE("wrong-cable"),
    /** The BMC answers nothing: commands are dropped, it is absent from the reports. Decided once. */
    BMC_SILENT("bmc-silent"),
    /** The wait stream is dropped by the server's side after a while. Drawn at each wait. */
    DEAD_WAIT("dead-wait");

    private final String word;

    Fault(String word) {
        this.word = word;
    }

    /** As the option spells it. */
    public String word() {
        return word;
    }

    static Optional<Fault> byWord(String word) {
        return Arrays.stream(values()).filter(fault -> fault.word.equals(word)).findFirst();
    }
}
