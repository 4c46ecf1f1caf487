package metalplant.testkit.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import org.junit.jupiter.api.Test;

/** What {@link PrefixTable} promises. */
public abstract class PrefixTableContract {
    /** An empty store. */
    protected abstract Store store();

    private static <T> T in(Ipam ipam, Function<PrefixTable, T> work) {
        return ipam.store.run("test", tx -> work.apply(tx.prefixes()));
    }

    private static <T> Optional<T> maybe(Ipam ipam, Function<PrefixTable, Optional<T>> work) {
        return in(ipam, work);
    }

    private static <T> List<T> several(Ipam ipam, Function<PrefixTable, List<T>> work) {
        return in(ipam, work);
    }

    private static boolean truth(Ipam ipam, Function<PrefixTable, Boolean> work) {
        return in(ipam, work);
    }

    @Test
    public void aPrefixComesBackAsItWasInsertedWithItsBlock() {
        var ipam = Ipam.on(store());
        var parent = ipam.prefix("n", "2001:db8::/32");
        var child = ipam.child(parent, "blue", "c", "2001:db8:7::/48");

        ipam.store(parent);
        ipam.store(child);

        assertThat(maybe(ipam, prefixes -> prefixes.find(parent.id()))).contains(parent);
        assertThat(several(ipam, prefixes -> prefixes.ofNetwork("c"))).containsExactly(child);
        assertThat(several(ipam, prefixes -> prefixes.blocks(child, 10)))
                .containsExactly(Block.whole(child.id(), child.cidr(), Holder.ALONE));
        assertThat(truth(ipam, prefixes -> prefixes.hasChildren(parent.id()))).isTrue();
        assertThat(truth(ipam, prefixes -> prefixes.hasChildren(child.id()))).isFalse();
    }

    @Test
    public void anyOverlapOfPrefixesWithoutParentIsSeen() {
        var ipam = Ipam.on(store());
        var ten = ipam.prefix("n", "10.8.0.0/16");
        ipam.store(ipam.prefix("n", "10.0.0.0/24"));
        ipam.store(ten);
        ipam.store(ipam.prefix("n", "::/64"));
        ipam.store(ipam.child(ten, "", "c", "10.8.4.0/24"));

        for (var overlapping : new String[] {"10.8.0.0/16", "10.8.200.0/24", "10.8.0.0/15", "10.8.255.255/32"}) {
            assertThat(maybe(ipam, prefixes -> prefixes.overlapping(Cidr.parse(overlapping))))
                    .as(overlapping)
                    .contains(ten);
        }
        for (var free : new String[] {"10.7.0.0/16", "10.9.0.0/16", "10.0.1.0/24", "2001:db8::/32"}) {
            assertThat(maybe(ipam, prefixes -> prefixes.overlapping(Cidr.parse(free))))
                    .as(free)
                    .isEmpty();
        }
        assertThat(maybe(ipam, prefixes -> prefixes.overlapping(Cidr.parse("10.0.0.0/8"))))
                .isPresent();
    }

    @Test
    public void aPlaceIsTakenOncePerParentAndNamespace() {
        var ipam = Ipam.on(store());
        var parent = ipam.prefix("n", "10.0.0.0/8");
        ipam.store(parent);

        assertThat(ipam.store(ipam.child(parent, "blue", "c1", "10.1.0.0/22"))).isTrue();
        assertThat(ipam.store(ipam.child(parent, "blue", "c2", "10.1.0.0/24"))).isFalse();
        assertThat(ipam.store(ipam.child(parent, "red", "c3", "10.1.0.0/22"))).isTrue();
    }

    @Test
    public void aChangeOfAnOldRevisionIsRefused() {
        var ipam = Ipam.on(store());
        var prefix = ipam.prefix("n", "10.0.0.0/8");
        ipam.store(prefix);

        update(ipam, prefix.withChildLength(22));

        assertThat(maybe(ipam, prefixes -> prefixes.find(prefix.id())))
                .contains(prefix.withChildLength(22).nextRevision());
        assertThatThrownBy(() -> update(ipam, prefix.withChildLength(24)))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
    }

    private static void update(Ipam ipam, Prefix prefix) {
        in(ipam, prefixes -> {
            prefixes.update(prefix);
            return true;
        });
    }

    @Test
    public void aDeletedPrefixLeavesNoBlock() {
        var ipam = Ipam.on(store());
        var prefix = ipam.prefix("n", "10.0.0.0/8");
        ipam.store(prefix);

        in(ipam, prefixes -> {
            prefixes.delete(prefix.id());
            return true;
        });

        assertThat(maybe(ipam, prefixes -> prefixes.find(prefix.id()))).isEmpty();
        assertThat(maybe(ipam, prefixes -> prefixes.block(prefix, Cidr.parse("10.0.0.1/32"))))
                .isEmpty();
    }

    @Test
    public void theBlockOfAPartIsTheOneThatHoldsTheWholePart() {
        var ipam = Ipam.on(store());
        var prefix = ipam.prefix("n", "10.0.0.0/24");
        var half = new Block(prefix.id(), Cidr.parse("10.0.0.128/25"), "", 0, 4, Block.State.GRANTED);
        in(ipam, prefixes -> prefixes.insert(prefix, half));

        assertThat(maybe(ipam, prefixes -> prefixes.block(prefix, Cidr.parse("10.0.0.200/32"))))
                .contains(half);
        assertThat(maybe(ipam, prefixes -> prefixes.block(prefix, Cidr.parse("10.0.0.5/32"))))
                .isEmpty();
        assertThat(maybe(ipam, prefixes -> prefixes.block(prefix, Cidr.parse("10.0.0.0/24"))))
                .isEmpty();
    }

    @Test
    public void aBlockChangesItsHolderAndState() {
        var ipam = Ipam.on(store());
        var prefix = ipam.prefix("n", "10.0.0.0/24");
        ipam.store(prefix);
        var given = new Block(prefix.id(), prefix.cidr(), "north", 3, 9, Block.State.RETURNING);

        in(ipam, prefixes -> {
            prefixes.update(given);
            return true;
        });

        assertThat(several(ipam, prefixes -> prefixes.blocks(prefix, 10))).containsExactly(given);
    }

    @Test
    public void anyOverlapOfChildrenOfOneNamespaceIsSeen() {
        var ipam = Ipam.on(store());
        var parent = ipam.prefix("n", "10.0.0.0/8");
        ipam.store(parent);
        ipam.store(ipam.child(parent, "blue", "c1", "10.1.4.0/22"));

        for (var overlapping : new String[] {"10.1.4.0/24", "10.1.7.0/24", "10.1.0.0/16", "10.1.4.0/22"}) {
            assertThat(overlaps(ipam, parent, "blue", overlapping))
                    .as(overlapping)
                    .isTrue();
        }
        assertThat(overlaps(ipam, parent, "blue", "10.1.8.0/22")).isFalse();
        assertThat(overlaps(ipam, parent, "blue", "10.1.0.0/22")).isFalse();
        assertThat(overlaps(ipam, parent, "red", "10.1.4.0/24")).isFalse();
    }

    private static boolean overlaps(Ipam ipam, Prefix parent, String namespace, String cidr) {
        return in(ipam, prefixes -> prefixes.childOverlaps(parent.id(), namespace, Cidr.parse(cidr)));
    }

    @Test
    public void theBlockOfAChildIsTheWholeChild() {
        var ipam = Ipam.on(store());
        var parent = ipam.prefix("n", "10.0.0.0/8");
        var child = ipam.child(parent, "blue", "c", "10.1.0.0/22");
        ipam.store(parent);
        ipam.store(child);
        var given = new Block(child.id(), child.cidr(), "", 3, 9, Block.State.RECOVERING);

        in(ipam, prefixes -> {
            prefixes.update(given);
            return true;
        });

        assertThat(maybe(ipam, prefixes -> prefixes.block(child, Cidr.parse("10.1.3.0/32"))))
                .contains(given);
        assertThat(maybe(ipam, prefixes -> prefixes.block(child, Cidr.parse("10.1.4.0/32"))))
                .isEmpty();
    }

    @Test
    public void freeChildrenAreFoundBetweenChildrenOfOtherLengths() {
        var ipam = Ipam.on(store());
        var parent = ipam.prefix("n", "10.0.0.0/16");
        ipam.store(parent);
        ipam.store(ipam.child(parent, "", "c1", "10.0.0.0/22"));
        ipam.store(ipam.child(parent, "", "c2", "10.0.4.64/26"));
        ipam.store(ipam.child(parent, "", "c3", "10.0.8.0/23"));

        // In units of /24: 10.0.4.0/24 is broken by c2, 10.0.5.0 to 10.0.7.0 are free.
        assertThat(free(ipam, parent, "10.0.0.0/24", "10.0.255.0/24"))
                .containsExactly(span("10.0.5.0/24", "10.0.7.0/24"), span("10.0.10.0/24", "10.0.255.0/24"));
        assertThat(free(ipam, parent, "10.0.6.0/24", "10.0.8.0/24"))
                .containsExactly(span("10.0.6.0/24", "10.0.7.0/24"));
        assertThat(free(ipam, parent, "10.0.9.0/24", "10.0.255.0/24"))
                .containsExactly(span("10.0.10.0/24", "10.0.255.0/24"));
        assertThat(free(ipam, parent, "10.0.0.0/22", "10.0.252.0/22"))
                .containsExactly(span("10.0.12.0/22", "10.0.252.0/22"));
        assertThat(free(ipam, parent, "10.0.4.0/26", "10.0.5.0/26"))
                .containsExactly(span("10.0.4.0/26", "10.0.4.0/26"), span("10.0.4.128/26", "10.0.5.0/26"));
        assertThat(free(ipam, parent, "10.0.0.0/24", "10.0.4.0/24")).isEmpty();
    }

    private static List<Span> free(Ipam ipam, Prefix parent, String from, String to) {
        return in(ipam, prefixes -> prefixes.nextFreeChild(parent.id(), "", Cidr.parse(from), Cidr.parse(to)));
    }

    private static Span span(String first, String last) {
        var size = Cidr.parse(first).size();
        return new Span(
                Cidr.parse(first).first().value().divide(size),
                Cidr.parse(last).first().value().divide(size));
    }
}
