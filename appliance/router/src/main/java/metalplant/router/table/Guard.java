package metalplant.router.table;

import java.util.Locale;

/** What an operation touches that no other plant may have unless its owner grants it (decision 13 of the federation's protocol). */
public enum Guard {
    NONE,
    BMC_CREDENTIALS,
    CONSOLE_PASSWORD,
    FIRMWARE,
    AUDIT;

    /** For people: {@code console password}. */
    public String words() {
        return this == NONE
                ? "-"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("bmc", "BMC");
    }
}
