package metalplant.router.exchange;

import java.io.IOException;

/** The request may have reached the plant, but its answer did not reach us. */
public final class Lost extends IOException {
    private static final long serialVersionUID = 1;

    Lost(String plant, Throwable cause) {
        super("the answer of plant " + plant + " got lost", cause);
    }
}
