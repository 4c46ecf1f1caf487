package metalplant.federation.entry;

/** Why an entry was refused. Shown to operators and counted: appended, never renamed. */
public enum Reason {
    TOO_LARGE,
    MALFORMED,
    OTHER_FEDERATION,
    STALE_EPOCH,
    BROKEN_CHAIN,
    BAD_SIGNATURE,
    SIGNATURE_MISSING,
    AUTHOR_UNKNOWN,
    REQUEST_REPEATED,
    LEVEL_NOT_REACHED,
    RULE
}
