package metalplant.door.bearer;

import java.io.IOException;
import java.net.URI;

/** Gets small documents from issuers, in bounded time. Called beside requests. */
@FunctionalInterface
public interface KeyFetch {
    /**
     * The body of an answer that is good.
     *
     * @throws IOException if there is none, whatever the reason
     */
    byte[] get(URI from) throws IOException;
}
