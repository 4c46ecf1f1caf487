package metalplant.model.machine;

import java.util.Locale;

/** What an allocated machine serves as. */
public enum Role {
    MACHINE,
    FIREWALL;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
