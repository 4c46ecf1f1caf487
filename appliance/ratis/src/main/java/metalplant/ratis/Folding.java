package metalplant.ratis;

import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.Head;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * What one entry does to a ledger. A function of its arguments alone: every voter comes to the same end. Immutable.
 *
 * @param answer for whoever proposed it
 * @param ledger behind it
 * @param taken whether the entry is part of it now
 * @param stopped why nothing more can be folded here, or "": the entry was written by newer software
 */
record Folding(Outcome answer, Ledger ledger, boolean taken, String stopped) {
    /** Tries one entry behind {@code expected}. */
    static Folding of(Ledger ledger, Head expected, Bytes entry, Acceptance acceptance) {
        var head = ledger.head();
        if (head.seq() >= 0 && Entry.head(head.seq(), entry).equals(head)) {
            return new Folding(new Outcome.Committed(head), ledger, false, "");
        }
        if (!expected.equals(head)) {
            return refused(ledger);
        }
        return switch (ledger.offer(entry, acceptance)) {
            case Verdict.Accepted accepted ->
                new Folding(new Outcome.Committed(accepted.ledger().head()), accepted.ledger(), true, "");
            case Verdict.TooNew newer -> new Folding(new Outcome.Unknown(), ledger, false, newer.what());
            case Verdict.Behind _, Verdict.Ahead _, Verdict.Refused _ -> refused(ledger);
        };
    }

    private static Folding refused(Ledger ledger) {
        return new Folding(new Outcome.Conflict(ledger.head()), ledger, false, "");
    }

    /** Behind which head the entry of a known log wants to stand; @throws Malformed if it is none. */
    static Head expected(Bytes entry) {
        return CanonicalForm.decode(Entry.class, entry.toArray()).body().expectedHead();
    }

    /** Whether the ledger has the entry in it that opens this lineage, or one behind that. */
    static boolean opened(Ledger ledger, Hash lineage) {
        return ledger.state()
                .filter(state -> state.epoch().lineage().equals(lineage))
                .isPresent();
    }
}
