package metalplant.core.boot;

import java.util.regex.Pattern;
import metalplant.model.Problem;

/** What counts as the id of a server. */
public final class MachineIds {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private MachineIds() {}

    /** @throws Problem BAD_REQUEST */
    public static String check(String id) {
        if (id.isEmpty()) {
            throw Problem.bad("uuid is empty");
        }
        if (!UUID_TEXT.matcher(id).matches()) {
            throw Problem.bad("the uuid of a machine must look like 00000000-0000-0000-0000-000000000000");
        }
        return id;
    }
}
