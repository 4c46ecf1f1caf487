package metalplant.server.http;

import java.util.function.Supplier;
import metalplant.door.Caller;

/** Writes down who asked for what, and what became of it. */
@FunctionalInterface
public interface Auditor {
    /** For doors that are tried without a plant. */
    Auditor NONE = (_, _, work) -> work.get();

    /**
     * What is known of a request before it is answered.
     *
     * @param requestId as the client gave it; "" if it gave none that can be kept
     * @param path with the base path, without the query
     * @param remote address of the other end; "" for a door in the same process
     * @param forwardedFor as it came; "" without
     */
    record Asked(Caller caller, String requestId, String path, String remote, String forwardedFor, byte[] body) {}

    /** Does the work, and answers or throws as it does. */
    Answer audited(Operation operation, Asked asked, Supplier<Answer> work);
}
