package metalplant.model;

import static metalplant.model.ProblemKind.*;

/** Stable names of everything that can go wrong. Appended only: never renamed, never reused. */
public enum ProblemCode {
    BAD_REQUEST(MALFORMED),
    BODY_TOO_LARGE(TOO_LARGE),
    MEDIA_TYPE_UNKNOWN(MALFORMED),
    ANSWER_TYPE_UNKNOWN(MALFORMED),
    NOT_ALLOWED(FORBIDDEN),
    CREDENTIALS_REFUSED(FORBIDDEN),
    ENTITY_NOT_FOUND(ProblemKind.NOT_FOUND),
    ENTITY_EXISTS(CONFLICT),
    ENTITY_CHANGED(CONFLICT),
    ADDRESS_TAKEN(CONFLICT),
    ADDRESS_AMBIGUOUS(CONFLICT),
    NUMBER_TAKEN(CONFLICT),
    RULE_VIOLATED(REFUSED),
    MACHINE_LOCKED(REFUSED),
    NO_MACHINE_WAITING(REFUSED),
    PREFIX_OVERLAPS(REFUSED),
    PREFIX_IN_USE(REFUSED),
    NO_PREFIX_LEFT(REFUSED),
    NO_ADDRESS_LEFT(ProblemKind.EXHAUSTED),
    NO_NUMBER_LEFT(ProblemKind.EXHAUSTED),
    TOO_BUSY(ProblemKind.UNAVAILABLE),
    DATABASE_UNAVAILABLE(ProblemKind.UNAVAILABLE),
    OUTCOME_UNKNOWN(ProblemKind.UNAVAILABLE),
    BUS_UNAVAILABLE(ProblemKind.UNAVAILABLE),
    URL_UNREACHABLE(MALFORMED),
    FEATURE_DISABLED(ProblemKind.UNAVAILABLE),
    STORED_STATE_IMPOSSIBLE(ProblemKind.BUG),
    /** The address lies in a block of a plant that alone may give it away. */
    ADDRESS_HELD_ELSEWHERE(ProblemKind.UNAVAILABLE),
    /** A program that builds the mesh between plants is missing or did not do what it was asked. */
    MESH_TOOL_FAILED(ProblemKind.UNAVAILABLE),
    /** A plant of the federation that must answer cannot be reached; nothing was done there. */
    PLANT_UNREACHABLE(ProblemKind.UNAVAILABLE),
    /** A plant was asked to change something and its answer got lost: nobody here knows whether it did. */
    ANSWER_LOST(ProblemKind.UNAVAILABLE),
    /** The entity is a copy: another plant is its home and alone changes it. */
    HOME_ELSEWHERE(ProblemKind.UNAVAILABLE),
    /** New addresses of the prefix have an end while other plants are not reached, and that end has come. */
    OFFLINE_TOO_LONG(ProblemKind.UNAVAILABLE),
    /** The plant was restored, and nobody knows yet whether what it remembers of the machine is still true. */
    MACHINE_UNCONFIRMED(ProblemKind.UNAVAILABLE),
    /** The plant was restored, and addresses may have been given away that it does not remember. */
    ADDRESSES_UNCONFIRMED(ProblemKind.UNAVAILABLE),
    /** The host has no such unit. */
    UNIT_NOT_FOUND(ProblemKind.NOT_FOUND),
    /** A unit was started or stopped and that did not work; its journal says why. */
    UNIT_FAILED(ProblemKind.UNAVAILABLE),
    /** A unit is neither up nor failed yet; it goes on by itself. */
    UNIT_SLOW(ProblemKind.UNAVAILABLE),
    /** The service manager of the host does not answer. */
    HOST_UNAVAILABLE(ProblemKind.UNAVAILABLE),
    /** The disk is not one to write to: the wrong one, in use, too small, or with something on it that was not given up. */
    DISK_REFUSED(REFUSED),
    /** A disk does not do what was asked of it, or does not give back what was written. */
    DISK_FAILED(ProblemKind.UNAVAILABLE),
    /** Writing a disk was ended before it was done; the same call goes on. */
    DISK_UNFINISHED(ProblemKind.UNAVAILABLE),
    /** The federation has to know first that the project has networks here too; the plant has asked for it. */
    SPAN_UNCLAIMED(ProblemKind.UNAVAILABLE),
    /** The image store may not grow, and nothing in it can go. */
    IMAGE_STORE_FULL(ProblemKind.EXHAUSTED),
    /** What came is not the image that was meant: another size, another sum. Nothing of it is kept. */
    IMAGE_REFUSED(REFUSED),
    /** Whoever had the image does not answer now; what came so far is kept, and the same call goes on. */
    IMAGE_SOURCE_LOST(ProblemKind.UNAVAILABLE),
    /** Another plant may have the prefix too: it gives addresses once the ledger says that it is this plant's, which was asked. */
    PREFIX_UNCLAIMED(ProblemKind.UNAVAILABLE),
    /** Another plant claimed the prefix, or one that overlaps it, before this one: it gives no addresses here. */
    PREFIX_CLAIMED_ELSEWHERE(CONFLICT),
    /** A machine's management controller does not answer; it was told nothing. */
    BMC_UNREACHABLE(ProblemKind.UNAVAILABLE),
    /** A machine's management controller does not take the user, or cannot or will not do what it was told. */
    BMC_REFUSED(REFUSED),
    /** The store that firmware is kept in does not answer. */
    FIRMWARE_STORE_UNAVAILABLE(ProblemKind.UNAVAILABLE),
    /** The server of the VPN does not answer. */
    VPN_UNAVAILABLE(ProblemKind.UNAVAILABLE),
    /** A token cannot be told from a forged one: its issuer does not answer, and what is known of its keys is too old or does not fit. */
    ISSUER_UNREACHABLE(ProblemKind.UNAVAILABLE);

    private final ProblemKind kind;

    ProblemCode(ProblemKind kind) {
        this.kind = kind;
    }

    /** Who can mend it. */
    public ProblemKind kind() {
        return kind;
    }
}
