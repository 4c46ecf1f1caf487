package metalplant.core.ip;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.number.NumberWindows;
import metalplant.model.number.NumberWindows.Window;

/**
 * A pool of integers of which each is held by nobody or by a counted number of holders. Used in two parts, as
 * {@link AddressAllocator} explains: {@link #propose} outside, {@link #take} inside of a transaction, under
 * {@link Candidates#settle}. One object per pool and process, shared by all use cases. Safe for many threads.
 */
public final class NumberPool {
    /** Added to a number of the pool {@code asn} to make the ASN that goes over the wire and into switches. */
    public static final long ASN_BASE = 4_210_000_000L;

    private static final String VRF = "vrf";
    private static final long FIRST = 1;
    private static final long LAST = 131_072;
    /** The last number of the last plant, relative to the base; what was taken in a federation is given back after leaving it too. */
    private static final long ASN_LAST =
            new NumberWindows(NumberWindows.PLANT_LAST).machineAsns().last() - ASN_BASE;

    private static final long VNI_LAST =
            new NumberWindows(NumberWindows.PLANT_LAST).vnis().last();
    private static final Span ALL = new Span(BigInteger.valueOf(FIRST), BigInteger.valueOf(LAST));

    private final Store store;
    private final String pool;
    private final long base;
    private final Supplier<Optional<Window>> window;
    private final boolean windowForAll;
    private final long last;
    private final NextFit<Span> hints = new NextFit<>();

    private NumberPool(
            Store store, String pool, long base, long last, boolean windowForAll, Supplier<Optional<Window>> window) {
        this.store = store;
        this.pool = pool;
        this.base = base;
        this.last = last;
        this.windowForAll = windowForAll;
        this.window = window;
    }

    /** ASNs of machines: 4210000001 to 4210131072. */
    public static NumberPool asns(Store store) {
        return asns(store, Optional::empty);
    }

    /** The same, out of the window of a plant that has one. */
    public static NumberPool asns(Store store, Supplier<Optional<NumberWindows>> windows) {
        return new NumberPool(
                store, "asn", ASN_BASE, ASN_LAST, true, () -> windows.get().map(NumberWindows::machineAsns));
    }

    /** VRF ids, which are VNIs and VXLAN ids as well: 1 to 131072. */
    public static NumberPool vrfs(Store store) {
        return vrfs(store, Optional::empty);
    }

    /** The same; networks that other plants may see get theirs out of the window of a plant that has one. */
    public static NumberPool vrfs(Store store, Supplier<Optional<NumberWindows>> windows) {
        return new NumberPool(
                store, VRF, 0, VNI_LAST, false, () -> windows.get().map(NumberWindows::vnis));
    }

    /** A number, as it goes over the wire, that was free a moment ago. */
    public record Plan(long number) {}

    /**
     * Proposes a number. Outside of any transaction: may ask the database.
     *
     * @throws Problem NO_NUMBER_LEFT
     */
    public Plan propose() {
        return propose(windowForAll ? windowOrAll() : ALL);
    }

    /** Proposes a number that no other plant uses, if this plant is part of a federation. As {@link #propose()}. */
    public Plan proposeUnique() {
        return propose(windowOrAll());
    }

    private Plan propose(Span range) {
        return hints.propose(range, range, this::probe)
                .map(number -> new Plan(base + number.longValueExact()))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NO_NUMBER_LEFT,
                        "all %d numbers of pool \"%s\" are taken, free some machines or networks"
                                .formatted(range.last().subtract(range.first()).longValueExact() + 1, pool)));
    }

    private Span windowOrAll() {
        return window.get()
                .map(own -> new Span(BigInteger.valueOf(own.first() - base), BigInteger.valueOf(own.last() - base)))
                .orElse(ALL);
    }

    /** Refuses a number that another plant may use too; @throws Problem RULE_VIOLATED */
    public void requireUnique(long number) {
        window.get().filter(own -> !own.contains(number)).ifPresent(own -> {
            throw Problem.refused("%s %d is not between %d and %d, which are the numbers of this plant"
                    .formatted(pool, number, own.first(), own.last()));
        });
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
            throw new CandidateTaken("number " + plan.number(), () -> {
                hints.forget(ALL);
                hints.forget(windowOrAll());
            });
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

    /** Refuses what can be the VRF of no network, whatever plant gave it; @throws Problem RULE_VIOLATED */
    public static void requireVrf(long number) {
        if (number < 0 || number > VNI_LAST) {
            throw Problem.refused("vrf %d is not between 0 and %d".formatted(number, VNI_LAST));
        }
    }

    /** Holds a VRF that a network has already, one of another plant or of another partition, beside it; 0 = none. */
    public static void holdVrf(Tx tx, long number, String holder) {
        if (number > 0) {
            tx.numbers().share(VRF, number, holder);
        }
    }

    /** Ends {@link #holdVrf}. */
    public static void releaseVrf(Tx tx, long number) {
        if (number > 0) {
            tx.numbers().release(VRF, number);
        }
    }

    /** Gives up one hold in the caller's transaction. A number that is not of the pool, such as an ASN below the base, is left alone. */
    public void release(Tx tx, long number) {
        if (number > base && number - base <= last) {
            tx.numbers().release(pool, number - base);
        }
    }

    /** What a lone plant gives out, and what this one does as part of a federation: earlier numbers stay good. */
    private boolean inPool(long number) {
        boolean old = number >= base + FIRST && number <= base + LAST;
        return old || window.get().filter(own -> own.contains(number)).isPresent();
    }

    /** Whether it is a number that this plant may give, taken or not. */
    public boolean has(long number) {
        return inPool(number);
    }

    private void check(long number) {
        if (!inPool(number)) {
            throw Problem.refused("%s %d is not between %d and %d".formatted(pool, number, base + FIRST, base + LAST));
        }
    }
}
