package metalplant.testkit.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import metalplant.core.store.NumberTable;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import org.junit.jupiter.api.Test;

/** What {@link NumberTable} promises. */
public abstract class NumberTableContract {
    /** An empty store. */
    protected abstract Store store();

    private static <T> T in(Store store, Function<NumberTable, T> work) {
        return store.run("test", tx -> work.apply(tx.numbers()));
    }

    private boolean take(Store store, String pool, long number) {
        return in(store, numbers -> numbers.take(pool, number, "holder"));
    }

    private void share(Store store, String pool, long number) {
        in(store, numbers -> {
            numbers.share(pool, number, "other");
            return true;
        });
    }

    private void release(Store store, String pool, long number) {
        in(store, numbers -> {
            numbers.release(pool, number);
            return true;
        });
    }

    private static Span span(long first, long last) {
        return new Span(BigInteger.valueOf(first), BigInteger.valueOf(last));
    }

    @Test
    public void aNumberIsTakenOnceInEachPool() {
        var store = store();

        assertThat(take(store, "vrf", 7)).isTrue();
        assertThat(take(store, "vrf", 7)).isFalse();
        assertThat(take(store, "asn", 7)).isTrue();
    }

    @Test
    public void aSharedNumberIsFreeOnlyWhenTheLastHolderGaveItUp() {
        var store = store();
        take(store, "vrf", 7);
        share(store, "vrf", 7);

        release(store, "vrf", 7);
        assertThat(take(store, "vrf", 7)).isFalse();

        release(store, "vrf", 7);
        assertThat(take(store, "vrf", 7)).isTrue();
    }

    @Test
    public void sharingAFreeNumberTakesIt() {
        var store = store();

        share(store, "vrf", 9);

        assertThat(take(store, "vrf", 9)).isFalse();
    }

    @Test
    public void givingUpAFreeNumberDoesNothing() {
        var store = store();

        release(store, "vrf", 5);

        assertThat(take(store, "vrf", 5)).isTrue();
    }

    @Test
    public void freeRunsLieBetweenTakenNumbers() {
        var store = store();
        for (long number : new long[] {1, 2, 5, 6, 9}) {
            take(store, "vrf", number);
        }

        assertThat(free(store, "vrf", 1, 20)).containsExactly(span(3, 4), span(7, 8), span(10, 20));
        assertThat(free(store, "vrf", 4, 7)).containsExactly(span(4, 4), span(7, 7));
        assertThat(free(store, "vrf", 5, 6)).isEmpty();
        assertThat(free(store, "asn", 1, 20)).containsExactly(span(1, 20));
    }

    private List<Span> free(Store store, String pool, long from, long to) {
        return in(store, numbers -> numbers.nextFree(pool, from, to));
    }

    @Test
    public void aGapIsFoundBehindMoreNumbersThanOnePageHolds() {
        var store = store();
        in(store, numbers -> {
            for (long number = 1; number <= 700; number++) {
                numbers.take("vrf", number, "holder");
            }
            return true;
        });
        release(store, "vrf", 650);

        assertThat(free(store, "vrf", 1, 700)).containsExactly(span(650, 650));
        assertThat(free(store, "vrf", 651, 700)).isEmpty();
        assertThat(free(store, "vrf", 651, 800)).containsExactly(span(701, 800));
    }
}
