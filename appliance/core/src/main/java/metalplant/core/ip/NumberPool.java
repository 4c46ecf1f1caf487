package metalplant.core.ip;

import java.math.BigInteger;
import java.util.List;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * A pool of integers of which each is held by nobody or by a counted number of holders. Used in two parts, as
 * {@link AddressAllocator} explains: {@link #propose} outside, {@link #take} inside of a transaction, under
 * {@link Candidates#settle}. One object per pool and process, shared by all use cases. Safe for many threads.
 */
public final class NumberPool {
    /** Added to a number of the pool {@code asn} to make the ASN that goes over the wire and into switches. */
    public static final long ASN_BASE = 4_210_000_000L;

    private static final long FIRST = 1;
    private static final long LAST = 131_072;

    private final Store store;
    private final String pool;
    private final long base;
    private final NextFit<String> hints = new NextFit<>();

    private NumberPool(Store store, String pool, long base) {
        this.store = store;
        this.pool = pool;
        this.base = base;
    }

    /** ASNs of machines: 4210000001 to 4210131072. */
    public static NumberPool asns(Store store) {
        return new NumberPool(store, "asn", ASN_BASE);
    }

    /** VRF ids, which are VNIs and VXLAN ids as well: 1 to 131072. */
    public static NumberPool vrfs(Store store) {
        return new NumberPool(store, "vrf", 0);
    }

    /** A number, as it goes over the wire, that was free a moment ago. */
    public record Plan(long number) {}

    /**
     * Proposes a number. Outside of any transaction: may ask the database.
     *
     * @throws Problem NO_NUMBER_LEFT
     */
    public Plan propose() {
        var range = new Span(BigInteger.valueOf(FIRST), BigInteger.valueOf(LAST));
        return hints.propose(pool, range, this::probe)
                .map(number -> new Plan(base + number.longValueExact()))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NO_NUMBER_LEFT,
                        "all %d numbers of pool \"%s\" are taken, free some machines or networks"
                                .formatted(LAST, pool)));
    }

    private List<Span> probe(BigInteger from, BigInteger to) {
        return store.read(
                "number-probe", tx -> tx.numbers().nextFree(pool, from.longValueExact(), to.longValueExact()));
    }

    /**
     * Takes the proposed number in the caller's transaction.
     *
     * @param holder who takes it, for people who read the database
     * @return the number as it goes over the wire
     * @throws CandidateTaken if somebody else has it: let it roll the transaction back
     */
    public long take(Tx tx, Plan plan, String holder) {
        if (!tx.numbers().take(pool, plan.number() - base, holder)) {
            throw new CandidateTaken("number " + plan.number(), () -> hints.forget(pool));
        }
        return plan.number();
    }

    /** Takes a number that the caller chose; @throws Problem RULE_VIOLATED if it is no number of the pool, NUMBER_TAKEN */
    public void takeNamed(Tx tx, long number, String holder) {
        check(number);
        if (!tx.numbers().take(pool, number - base, holder)) {
            throw Problem.of(
                    ProblemCode.NUMBER_TAKEN, "%s %d is taken already, choose another one".formatted(pool, number));
        }
    }

    /** Adds a holder to a number that may be taken already; @throws Problem RULE_VIOLATED if it is no number of the pool */
    public void share(Tx tx, long number, String holder) {
        check(number);
        tx.numbers().share(pool, number - base, holder);
    }

    /** Gives up one hold in the caller's transaction. A number that is not of the pool, such as an ASN below the base, is left alone. */
    public void release(Tx tx, long number) {
        if (inPool(number)) {
            tx.numbers().release(pool, number - base);
        }
    }

    private boolean inPool(long number) {
        return number >= base + FIRST && number <= base + LAST;
    }

    private void check(long number) {
        if (!inPool(number)) {
            throw Problem.refused("%s %d is not between %d and %d".formatted(pool, number, base + FIRST, base + LAST));
        }
    }
}
