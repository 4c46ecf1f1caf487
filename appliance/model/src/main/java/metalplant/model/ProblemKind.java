package metalplant.model;

/** Who can mend a problem; the edge turns a kind into an HTTP or gRPC status. */
public enum ProblemKind {
    /** The request cannot be read or lacks something; the caller must change it. */
    MALFORMED,
    /** The caller may not do this. */
    FORBIDDEN,
    /** The caller named something that is not there. */
    NOT_FOUND,
    /** It exists already, or somebody else changed it first. */
    CONFLICT,
    /** A rule of the domain forbids it in the present state. */
    REFUSED,
    /** Nothing is left; an operator can add more. */
    EXHAUSTED,
    /** The request is larger than this plant reads. */
    TOO_LARGE,
    /** Not now: a part this plant needs is away; the same request may pass later. */
    UNAVAILABLE,
    /** A broken invariant: our bug. */
    BUG
}
