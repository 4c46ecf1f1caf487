package metalplant.server.http;

import io.helidon.webserver.http.ServerRequest;
import metalplant.door.Caller;
import metalplant.door.Scope;
import metalplant.model.Problem;

/** How a door learns who calls. */
@FunctionalInterface
public interface Entrance {
    /**
     * Looks at the head of a request, so that nobody unknown makes us read a body.
     *
     * @throws Problem CREDENTIALS_REFUSED or NOT_ALLOWED
     */
    Entry enter(Operation operation, ServerRequest req);

    /** A request that was let in. */
    interface Entry {
        Caller caller();

        Scope scope();

        /** The body is there: the last chance to refuse the request because it was here before; @throws Problem */
        void accept(byte[] body);

        /** What was answered, after the work and before it is sent. */
        void answered(int status, byte[] body);
    }
}
