package metalplant.core.bus;

import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** What NSQ demands of names and bodies. Asked before anything is sent, because nsqd hangs up on a breach. */
public final class BusRules {
    private static final int NAME_LENGTH_MAX = 64;
    private static final Pattern NAME = Pattern.compile("[.a-zA-Z0-9_-]+(#ephemeral)?");

    private BusRules() {}

    /** Accepts a topic or channel name. */
    public static void requireName(String name) {
        if (name.length() > NAME_LENGTH_MAX || !NAME.matcher(name).matches()) {
            throw Problem.bad("a topic or channel name has 1 to 64 letters, digits, dots, dashes and underscores");
        }
    }

    /** Accepts the body of a message. */
    public static void requireBody(byte[] body) {
        if (body.length == 0) {
            throw Problem.bad("a message must not be empty");
        }
        if (body.length > Bus.MESSAGE_BYTES_MAX) {
            throw Problem.of(
                    ProblemCode.BODY_TOO_LARGE,
                    "a message may have at most %d bytes, this one has %d"
                            .formatted(Bus.MESSAGE_BYTES_MAX, body.length));
        }
    }
}
