package metalplant.federation.ledger;

import java.util.List;
import metalplant.federation.value.Bytes;

/**
 * What became of some entries that were offered in a row.
 *
 * @param ledger with all that was accepted
 * @param accepted the entries that are new, in order
 * @param stopped why the rest was not read; {@link Verdict.Accepted} if nothing stopped it
 */
public record Import(Ledger ledger, List<Bytes> accepted, Verdict stopped) {
    /** Offers these entries; skips what is known and stops at the first one that does not fit. */
    public static Import of(Ledger ledger, List<Bytes> entries, Acceptance acceptance) {
        var accepted = new java.util.ArrayList<Bytes>();
        var now = ledger;
        for (var bytes : entries) {
            var verdict = now.offer(bytes, acceptance);
            switch (verdict) {
                case Verdict.Accepted good -> {
                    now = good.ledger();
                    accepted.add(bytes);
                }
                case Verdict.Behind _ -> {}
                case Verdict.Ahead _, Verdict.TooNew _, Verdict.Refused _ -> {
                    return new Import(now, List.copyOf(accepted), verdict);
                }
            }
        }
        return new Import(now, List.copyOf(accepted), new Verdict.Accepted(now));
    }
}
