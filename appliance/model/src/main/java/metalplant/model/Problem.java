package metalplant.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The only exception that crosses a module border. The message is for the caller and says what to do; the cause stays
 * in the log and never on the wire.
 */
public final class Problem extends RuntimeException {
    private final ProblemCode code;
    private final transient Map<String, String> details = new LinkedHashMap<>();

    private Problem(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    /** A problem with a message that the caller may read. */
    public static Problem of(ProblemCode code, String message) {
        return new Problem(code, message);
    }

    /** An entity that is not there, in the words clients of metal-api know. */
    public static Problem notFound(String kind, String id) {
        return of(ProblemCode.ENTITY_NOT_FOUND, "no %s with id \"%s\" found".formatted(kind, id))
                .with("id", id);
    }

    /** An entity that is there already. */
    public static Problem exists(String kind, String id) {
        return of(ProblemCode.ENTITY_EXISTS, "%s with id \"%s\" already exists".formatted(kind, id))
                .with("id", id);
    }

    /** An entity that changed between the caller's reading and writing. */
    public static Problem changed(String kind, String id) {
        return of(
                ProblemCode.ENTITY_CHANGED,
                "%s with id \"%s\" was changed by another request, read it again and retry".formatted(kind, id));
    }

    /** A request that cannot be accepted as it is. */
    public static Problem bad(String message) {
        return of(ProblemCode.BAD_REQUEST, message);
    }

    /** A rule of the domain that forbids the request in the present state. */
    public static Problem refused(String message) {
        return of(ProblemCode.RULE_VIOLATED, message);
    }

    /** Adds a detail for the log: what the problem is about, by a name that can be searched for. */
    public Problem with(String key, String value) {
        details.put(key, value);
        return this;
    }

    /** Keeps the cause for the log. */
    public Problem because(Throwable cause) {
        initCause(cause);
        return this;
    }

    public ProblemCode code() {
        return code;
    }

    public ProblemKind kind() {
        return code.kind();
    }

    /** The details in the order they were added. */
    public Map<String, String> details() {
        return Collections.unmodifiableMap(details);
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? code.name() : message;
    }
}
