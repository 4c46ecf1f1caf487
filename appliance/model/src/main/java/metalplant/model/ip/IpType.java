package metalplant.model.ip;

import java.util.Locale;

/** Whether an address outlives the machine that uses it. */
public enum IpType {
    EPHEMERAL,
    STATIC;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
