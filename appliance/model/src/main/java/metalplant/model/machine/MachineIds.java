package metalplant.model.machine;

import java.util.regex.Pattern;

/** Machine ids are what hardware says, usually a UUID; anything else that is short and plain is taken too. */
public final class MachineIds {
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,63}");

    private MachineIds() {}

    /** Whether a text that came from outside may become the id of a machine. */
    public static boolean plausible(String text) {
        return PLAIN.matcher(text).matches();
    }
}
