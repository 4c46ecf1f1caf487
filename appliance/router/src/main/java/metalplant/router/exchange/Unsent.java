package metalplant.router.exchange;

import java.io.IOException;

/** There was no connection: the plant knows nothing of the request. */
final class Unsent extends IOException {
    private static final long serialVersionUID = 1;

    Unsent(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
