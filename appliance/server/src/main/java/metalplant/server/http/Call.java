package metalplant.server.http;

import java.io.InputStream;
import java.util.Optional;
import metalplant.door.Caller;

/** One request, authenticated and with its body read. */
public interface Call {
    Caller caller();

    /** A path parameter, decoded. */
    String path(String name);

    /** The first value of a query parameter. */
    Optional<String> query(String name);

    /** A boolean query parameter, false when absent; @throws metalplant.model.Problem BAD_REQUEST when it is neither true nor false */
    boolean flag(String name);

    /** The body as a wire record; @throws metalplant.model.Problem BAD_REQUEST when it is empty or malformed */
    <T> T body(Class<T> type);

    /**
     * The file in a field of a form, as it comes; only for operations that take one.
     *
     * @throws metalplant.model.Problem BAD_REQUEST for what is no form with such a file; reading it throws that too, and BODY_TOO_LARGE
     */
    InputStream file(String field);
}
