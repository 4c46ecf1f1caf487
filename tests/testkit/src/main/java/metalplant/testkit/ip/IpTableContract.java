package metalplant.testkit.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import metalplant.core.store.IpTable;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.model.ip.Prefix;
import org.junit.jupiter.api.Test;

/** What {@link IpTable} promises. */
public abstract class IpTableContract {
    private static final int MANY = 1_000;

    /** An empty store. */
    protected abstract Store store();

    private static <T> T in(Ipam ipam, Function<IpTable, T> work) {
        return ipam.store.run("test", tx -> work.apply(tx.ips()));
    }

    private static long count(Ipam ipam, Function<IpTable, Long> work) {
        return in(ipam, work);
    }

    private static <T> Optional<T> maybe(Ipam ipam, Function<IpTable, Optional<T>> work) {
        return in(ipam, work);
    }

    private static <T> List<T> several(Ipam ipam, Function<IpTable, List<T>> work) {
        return in(ipam, work);
    }

    private static boolean truth(Ipam ipam, Function<IpTable, Boolean> work) {
        return in(ipam, work);
    }

    private static boolean insert(Ipam ipam, Ip ip) {
        return in(ipam, ips -> ips.insert(ip));
    }

    private static Prefix prefix(Ipam ipam, String network, String cidr) {
        var prefix = ipam.prefix(network, cidr);
        ipam.store(prefix);
        return prefix;
    }

    private static IpQuery query(Optional<String> network, Optional<String> project, List<String> tags) {
        return new IpQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                network,
                Optional.empty(),
                project,
                Optional.empty(),
                tags);
    }

    @Test
    public void anAddressComesBackAsItWasInserted() {
        var ipam = Ipam.on(store());
        var four = ipam.row(prefix(ipam, "n", "10.0.0.0/24"), "10.0.0.7", "blue", "b", "a");
        var six = ipam.row(prefix(ipam, "n", "2001:db8::/64"), "2001:db8::ffff:ffff:ffff:ffff", "blue");

        insert(ipam, four);
        insert(ipam, six);

        assertThat(maybe(ipam, ips -> ips.find(four.prefixId(), four.address())))
                .contains(four);
        assertThat(maybe(ipam, ips -> ips.byAllocation(six.allocationUuid()))).contains(six);
        assertThat(maybe(ipam, ips -> ips.byAllocation(new UUID(0, 0)))).isEmpty();
    }

    @Test
    public void anAddressIsTakenOncePerPrefix() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n", "10.0.0.0/24");

        assertThat(insert(ipam, ipam.row(prefix, "10.0.0.7", "blue"))).isTrue();
        assertThat(insert(ipam, ipam.row(prefix, "10.0.0.7", "red"))).isFalse();
    }

    @Test
    public void severalProjectsMayHoldOneAddressInDifferentPrefixes() {
        var ipam = Ipam.on(store());
        var blue = ipam.row(prefix(ipam, "n1", "10.0.0.0/24"), "10.0.0.7", "blue");
        var red = ipam.row(prefix(ipam, "n2", "10.0.1.0/25"), "10.0.0.7", "red");
        var sameNumber = ipam.row(prefix(ipam, "n3", "::/64"), "::a00:7", "blue");

        insert(ipam, blue);
        insert(ipam, red);
        insert(ipam, sameNumber);

        assertThat(several(ipam, ips -> ips.holders(IpAddress.parse("10.0.0.7"))))
                .containsExactlyInAnyOrder(blue, red);
        assertThat(several(ipam, ips -> ips.holders(IpAddress.parse("::a00:7"))))
                .containsExactly(sameNumber);
    }

    @Test
    public void anUpdateOfAnOldVersionIsRefused() {
        var ipam = Ipam.on(store());
        var first = ipam.row(prefix(ipam, "n", "10.0.0.0/24"), "10.0.0.7", "blue", "old");
        insert(ipam, first);

        var second = in(ipam, ips -> ips.update(first.withTags(List.of("new", "newer"))));

        assertThat(second.stamp().version()).isEqualTo(2);
        assertThat(several(ipam, ips -> ips.tagged("newer"))).containsExactly(second);
        assertThat(several(ipam, ips -> ips.tagged("old"))).isEmpty();
        assertThatThrownBy(() -> in(ipam, ips -> ips.update(first)))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
    }

    @Test
    public void aDeletedAddressIsFreeAndItsTagsAreGone() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n", "10.0.0.0/24");
        var ip = ipam.row(prefix, "10.0.0.7", "blue", "tag");
        insert(ipam, ip);

        delete(ipam, ip);

        assertThat(several(ipam, ips -> ips.tagged("tag"))).isEmpty();
        assertThat(truth(ipam, ips -> ips.anyIn(prefix.id()))).isFalse();
        assertThat(insert(ipam, ipam.row(prefix, "10.0.0.7", "red"))).isTrue();
    }

    @Test
    public void theAddressOfSomebodyElseIsNotDeletedForTheOneWhoHadItBefore() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n", "10.0.0.0/24");
        var before = ipam.row(prefix, "10.0.0.7", "blue");
        insert(ipam, before);
        delete(ipam, before);
        insert(ipam, ipam.row(prefix, "10.0.0.7", "red"));

        assertThatThrownBy(() -> delete(ipam, before))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
        assertThat(truth(ipam, ips -> ips.anyIn(prefix.id()))).isTrue();
    }

    private static void delete(Ipam ipam, Ip ip) {
        in(ipam, ips -> {
            ips.delete(ip);
            return true;
        });
    }

    @Test
    public void everyFilterOfASearchMustHold() {
        var ipam = Ipam.on(store());
        var one = prefix(ipam, "n1", "10.0.0.0/24");
        var a = ipam.row(one, "10.0.0.7", "blue", "x", "y");
        var b = ipam.row(one, "10.0.0.20", "blue", "x");
        var c = ipam.row(prefix(ipam, "n2", "2001:db8::/64"), "2001:db8::1", "red", "x");
        List.of(c, b, a).forEach(ip -> insert(ipam, ip));

        assertThat(find(ipam, IpQuery.ALL)).containsExactly(a, b, c);
        assertThat(find(ipam, query(Optional.of("n1"), Optional.empty(), List.of())))
                .containsExactly(a, b);
        assertThat(find(ipam, query(Optional.empty(), Optional.of("red"), List.of("x"))))
                .containsExactly(c);
        assertThat(find(ipam, query(Optional.empty(), Optional.of("blue"), List.of("x", "y"))))
                .containsExactly(a);
        assertThat(find(ipam, query(Optional.of("n2"), Optional.of("blue"), List.of())))
                .isEmpty();
        assertThat(count(ipam, ips -> ips.countOfProject("blue"))).isEqualTo(2);
    }

    @Test
    public void eachFieldOfASearchIsExact() {
        var ipam = Ipam.on(store());
        var ip = ipam.row(prefix(ipam, "n1", "10.0.0.0/24"), "10.0.0.7", "blue");
        insert(ipam, ip);

        assertThat(find(ipam, byAddress("10.0.0.7"))).containsExactly(ip);
        assertThat(find(ipam, byAddress("10.0.0.8"))).isEmpty();
        assertThat(find(ipam, byAddress("no address"))).isEmpty();
        assertThat(find(
                        ipam,
                        by(
                                ip.allocationUuid().toString(),
                                AddressFamily.IPV4,
                                "name of 10.0.0.7",
                                "10.0.0.0/24",
                                "ephemeral")))
                .containsExactly(ip);
        assertThat(find(
                        ipam,
                        by(
                                ip.allocationUuid().toString(),
                                AddressFamily.IPV6,
                                "name of 10.0.0.7",
                                "10.0.0.0/24",
                                "ephemeral")))
                .isEmpty();
        assertThat(find(ipam, by("no uuid", AddressFamily.IPV4, "name of 10.0.0.7", "10.0.0.0/24", "ephemeral")))
                .isEmpty();
        assertThat(find(ipam, by(ip.allocationUuid().toString(), AddressFamily.IPV4, "", "10.0.0.0/24", "ephemeral")))
                .isEmpty();
        assertThat(find(
                        ipam,
                        by(
                                ip.allocationUuid().toString(),
                                AddressFamily.IPV4,
                                "name of 10.0.0.7",
                                "10.0.0.0/8",
                                "ephemeral")))
                .isEmpty();
        assertThat(find(
                        ipam,
                        by(
                                ip.allocationUuid().toString(),
                                AddressFamily.IPV4,
                                "name of 10.0.0.7",
                                "10.0.0.0/24",
                                "static")))
                .isEmpty();
    }

    private static IpQuery byAddress(String address) {
        return new IpQuery(
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static IpQuery by(String allocation, AddressFamily family, String name, String prefix, String type) {
        return new IpQuery(
                Optional.empty(),
                Optional.of(allocation),
                Optional.of(family),
                Optional.of(name),
                Optional.empty(),
                Optional.of(prefix),
                Optional.empty(),
                Optional.of(type),
                List.of());
    }

    private static List<Ip> find(Ipam ipam, IpQuery query) {
        return in(ipam, ips -> ips.page(query, Optional.empty(), MANY));
    }

    @Test
    public void aSearchAnswersNoMoreThanWasAskedFor() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n1", "10.0.0.0/24");
        for (int i = 1; i < 6; i++) {
            insert(ipam, ipam.row(prefix, "10.0.0." + i, "blue"));
        }

        assertThat(several(ipam, ips -> ips.page(IpQuery.ALL, Optional.empty(), 3)))
                .extracting(ip -> ip.address().toString())
                .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    }

    @Test
    public void pagesTogetherAreEverythingOnceInOrder() {
        var ipam = Ipam.on(store());
        var four = prefix(ipam, "n1", "10.0.0.0/24");
        var six = prefix(ipam, "n2", "fd00::/64");
        var wanted = List.of("10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.40", "10.0.0.200", "fd00::1", "fd00::2");
        List.of(6, 3, 0, 5, 1, 4, 2)
                .forEach(i -> insert(
                        ipam,
                        ipam.row(wanted.get(i).contains(":") ? six : four, wanted.get(i), i == 2 ? "red" : "blue")));

        for (int size = 1; size <= 8; size++) {
            assertThat(paged(ipam, IpQuery.ALL, size)).containsExactlyElementsOf(wanted);
        }
        assertThat(paged(ipam, query(Optional.empty(), Optional.of("blue"), List.of()), 2))
                .hasSize(6)
                .doesNotContain("10.0.0.9");
    }

    private static List<String> paged(Ipam ipam, IpQuery query, int size) {
        var all = new ArrayList<String>();
        var last = Optional.<Ip>empty();
        while (true) {
            var after = last;
            var page = several(ipam, ips -> ips.page(query, after, size));
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            page.forEach(ip -> all.add(ip.address().toString()));
            if (page.size() < size) {
                return all;
            }
            last = Optional.of(page.getLast());
        }
    }

    @Test
    public void aVeryLongTagIsFoundAgain() {
        var ipam = Ipam.on(store());
        var tag = "key=" + "ö".repeat(10_000);
        var ip = ipam.row(prefix(ipam, "n", "10.0.0.0/24"), "10.0.0.7", "blue", tag);
        insert(ipam, ip);

        assertThat(several(ipam, ips -> ips.tagged(tag))).containsExactly(ip);
        assertThat(find(ipam, query(Optional.empty(), Optional.empty(), List.of(tag))))
                .containsExactly(ip);
        assertThat(several(ipam, ips -> ips.tagged(tag + "!"))).isEmpty();
    }

    @Test
    public void freeRunsLieBetweenTakenAddresses() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n", "10.0.0.0/24");
        List.of("10.0.0.1", "10.0.0.2", "10.0.0.5").forEach(a -> insert(ipam, ipam.row(prefix, a, "blue")));
        insert(ipam, ipam.row(prefix(ipam, "n2", "10.0.1.0/28"), "10.0.0.3", "red"));

        assertThat(free(ipam, prefix, "10.0.0.1", "10.0.0.254"))
                .containsExactly(span("10.0.0.3", "10.0.0.4"), span("10.0.0.6", "10.0.0.254"));
        assertThat(free(ipam, prefix, "10.0.0.5", "10.0.0.254")).containsExactly(span("10.0.0.6", "10.0.0.254"));
        assertThat(free(ipam, prefix, "10.0.0.1", "10.0.0.2")).isEmpty();
    }

    @Test
    public void aGapIsFoundBehindMoreAddressesThanOnePageHolds() {
        var ipam = Ipam.on(store());
        var prefix = prefix(ipam, "n", "2001:db8::/64");
        in(ipam, ips -> {
            for (int i = 1; i <= 700; i++) {
                if (i != 600) {
                    ips.insert(ipam.row(prefix, "2001:db8::" + Integer.toHexString(i), "blue"));
                }
            }
            return true;
        });

        assertThat(free(ipam, prefix, "2001:db8::1", "2001:db8::2bc"))
                .containsExactly(span("2001:db8::258", "2001:db8::258"));
        assertThat(free(ipam, prefix, "2001:db8::259", "2001:db8::2bc")).isEmpty();
        assertThat(free(ipam, prefix, "2001:db8::259", "2001:db8::ffff:ffff:ffff:ffff"))
                .containsExactly(span("2001:db8::2bd", "2001:db8::ffff:ffff:ffff:ffff"));
    }

    private static List<Span> free(Ipam ipam, Prefix prefix, String from, String to) {
        return in(ipam, ips -> ips.nextFree(prefix.id(), IpAddress.parse(from), IpAddress.parse(to)));
    }

    private static Span span(String first, String last) {
        return new Span(IpAddress.parse(first).value(), IpAddress.parse(last).value());
    }

    @Test
    public void aChangedTypeAndNameAreKept() {
        var ipam = Ipam.on(store());
        var first = ipam.row(prefix(ipam, "n", "10.0.0.0/24"), "10.0.0.7", "blue");
        insert(ipam, first);

        var changed = new Ip(
                first.address(),
                first.prefixId(),
                first.parentPrefix(),
                first.namespace(),
                first.networkId(),
                first.allocationUuid(),
                first.projectId(),
                "n",
                "d",
                IpType.STATIC,
                List.of("t"),
                first.stamp());
        var stored = in(ipam, ips -> ips.update(changed));

        assertThat(maybe(ipam, ips -> ips.find(first.prefixId(), first.address())))
                .contains(stored);
        assertThat(stored.type()).isEqualTo(IpType.STATIC);
    }
}
