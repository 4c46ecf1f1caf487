package metalplant.federation.ledger;

import metalplant.federation.entry.Reason;

/** What became of an entry that was offered to a ledger. Only {@link Accepted} changes anything. */
public sealed interface Verdict {
    /** It is the last entry of {@code ledger} now. */
    record Accepted(Ledger ledger) implements Verdict {}

    /** The ledger is past this place already. Harmless: late, repeated, or of a lineage that was left. */
    record Behind(long seq) implements Verdict {}

    /** Entries before it are missing. */
    record Ahead(long seq) implements Verdict {}

    /** Written by newer software. The mirror stops before it, nothing else does. */
    record TooNew(String what) implements Verdict {}

    /** Forged, damaged, stale or against a rule. */
    record Refused(Reason reason, String message) implements Verdict {}
}
