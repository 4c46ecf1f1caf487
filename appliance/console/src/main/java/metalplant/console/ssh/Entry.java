package metalplant.console.ssh;

import java.util.Map;
import metalplant.console.access.Guest;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;

/** Who is behind a session that has logged in, known for certain only with the variables that came with it. */
public interface Entry {
    /** What was asked for: the user name. */
    String machine();

    /** The address that it came from. */
    String from();

    /** @throws Problem NOT_ALLOWED or CREDENTIALS_REFUSED with a reason for its reader; TOO_BUSY */
    Guest guest(ConsoleMachine machine, Map<String, String> variables);
}
