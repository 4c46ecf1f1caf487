package metalplant.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import metalplant.core.store.NetworkTable;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.model.Stamp;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.model.network.NetworkUse;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.Test;

/** What {@link NetworkTable} promises. */
public abstract class NetworkTableContract {
    /** An empty store. */
    protected abstract Store store();

    private static <T> T in(Ipam ipam, Function<NetworkTable, T> work) {
        return ipam.store.run("test", tx -> work.apply(tx.networks()));
    }

    private static <T> Optional<T> maybe(Ipam ipam, Function<NetworkTable, Optional<T>> work) {
        return in(ipam, work);
    }

    private static <T> List<T> several(Ipam ipam, Function<NetworkTable, List<T>> work) {
        return in(ipam, work);
    }

    private static boolean truth(Ipam ipam, Function<NetworkTable, Boolean> work) {
        return in(ipam, work);
    }

    private static Network full(Ipam ipam) {
        return new Network(
                "full",
                "name",
                "description",
                NetworkType.CHILD_SHARED,
                "p1",
                "blue",
                "tenants",
                List.of(Cidr.parse("10.0.0.0/22"), Cidr.parse("2001:db8::/64")),
                List.of(Cidr.parse("0.0.0.0/0")),
                Map.of(AddressFamily.IPV4, 22, AddressFamily.IPV6, 64),
                true,
                true,
                42,
                Map.of("k", "v", "a", ""),
                List.of("10.240.0.0/12"),
                Stamp.fresh(ipam.world));
    }

    @Test
    public void aNetworkComesBackAsItWasInserted() {
        var ipam = Ipam.on(store());

        var stored = in(ipam, networks -> networks.insert(full(ipam)));

        assertThat(maybe(ipam, networks -> networks.find("full"))).contains(stored);
        assertThat(several(ipam, NetworkTable::list)).containsExactly(stored);
    }

    @Test
    public void everyFilterOfASearchMustHold() {
        var ipam = Ipam.on(store());
        var full = in(ipam, networks -> networks.insert(full(ipam)));
        full.prefixes().forEach(cidr -> ipam.store(ipam.prefix("full", cidr.toString())));
        var other = in(ipam, networks -> networks.insert(ipam.network("internet", NetworkType.EXTERNAL, "1.2.3.0/24")));
        ipam.store(ipam.prefix("internet", "1.2.3.0/24"));

        assertThat(find(ipam, NetworkQuery.ALL)).containsExactly(full, other);
        assertThat(find(ipam, all("full", "10.0.0.0/22", 42, AddressFamily.IPV6, Map.of("k", "v"))))
                .containsExactly(full);
        assertThat(find(ipam, all("internet", "10.0.0.0/22", 42, AddressFamily.IPV6, Map.of("k", "v"))))
                .isEmpty();
        assertThat(find(ipam, all("full", "10.0.0.0/24", 42, AddressFamily.IPV6, Map.of("k", "v"))))
                .isEmpty();
        assertThat(find(ipam, all("full", "no prefix", 42, AddressFamily.IPV6, Map.of("k", "v"))))
                .isEmpty();
        assertThat(find(ipam, all("full", "10.0.0.0/22", 41, AddressFamily.IPV6, Map.of("k", "v"))))
                .isEmpty();
        assertThat(find(ipam, all("full", "10.0.0.0/22", 42, AddressFamily.IPV6, Map.of("k", "w"))))
                .isEmpty();
    }

    /** In one piece, and in pages of one. */
    private static List<Network> find(Ipam ipam, NetworkQuery query) {
        var found = in(ipam, networks -> networks.find(query));
        assertThat(paged(ipam, query, 1)).isEqualTo(found);
        return found;
    }

    private static List<Network> paged(Ipam ipam, NetworkQuery query, int size) {
        return Pages.read(ipam.store, "page", "", (tx, after) -> {
                    var page = tx.networks().page(query, after, size);
                    assertThat(page.rows()).hasSizeLessThanOrEqualTo(size);
                    return page;
                })
                .toList();
    }

    @Test
    public void pagesOfASearchTogetherAreItsMatchesWhateverTheyLeaveOut() {
        // given: of seven of one project every third has a label, which no column knows of
        var ipam = Ipam.on(store());
        for (var id : List.of("g", "b", "e", "a", "d", "f", "c")) {
            in(ipam, networks -> networks.insert(labelled(ipam, id, "blue", "adg".contains(id))));
        }
        in(ipam, networks -> networks.insert(labelled(ipam, "cc", "red", true)));

        for (int size : List.of(1, 2, 3, 7, 8)) {
            assertThat(paged(ipam, query("blue", Map.of("k", "v")), size))
                    .extracting(Network::id)
                    .containsExactly("a", "d", "g");
            assertThat(paged(ipam, query("blue", Map.of()), size))
                    .extracting(Network::id)
                    .containsExactly("a", "b", "c", "d", "e", "f", "g");
            assertThat(paged(ipam, query("green", Map.of()), size)).isEmpty();
        }
    }

    private static Network labelled(Ipam ipam, String id, String project, boolean labelled) {
        return new Network(
                id,
                "",
                "",
                NetworkType.CHILD,
                "p1",
                project,
                "",
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                labelled ? Map.of("k", "v") : Map.of(),
                List.of(),
                Stamp.fresh(ipam.world));
    }

    private static NetworkQuery query(String project, Map<String, String> labels) {
        return new NetworkQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(project),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                labels);
    }

    private static NetworkQuery all(
            String id, String prefix, long vrf, AddressFamily family, Map<String, String> labels) {
        return new NetworkQuery(
                Optional.of(id),
                Optional.of("name"),
                Optional.of("p1"),
                Optional.of("blue"),
                Optional.of("tenants"),
                Optional.of(true),
                Optional.of(false),
                Optional.of(false),
                Optional.of(vrf),
                Optional.of(family),
                List.of(prefix),
                List.of("0.0.0.0/0"),
                labels);
    }

    @Test
    public void superNetworkUnderlayAndChildrenAreFoundByTheirPlace() {
        var ipam = Ipam.on(store());
        var full = in(ipam, networks -> networks.insert(full(ipam)));
        var tenants = in(ipam, networks -> networks.insert(ipam.network("tenants", NetworkType.SUPER, "10.0.0.0/8")));
        var underlay =
                in(ipam, networks -> networks.insert(ipam.network("fabric", NetworkType.UNDERLAY, "11.0.0.0/8")));

        assertThat(maybe(ipam, networks -> networks.privateSuperOf("p1"))).contains(tenants);
        assertThat(maybe(ipam, networks -> networks.underlayOf("p1"))).contains(underlay);
        assertThat(maybe(ipam, networks -> networks.privateSuperOf("p2"))).isEmpty();
        assertThat(several(ipam, networks -> networks.ofProject("blue"))).containsExactly(full);
        assertThat(truth(ipam, networks -> networks.hasChildren("tenants"))).isTrue();
        assertThat(truth(ipam, networks -> networks.hasChildren("full"))).isFalse();
    }

    @Test
    public void useIsCountedPerNetworkFamilyAndLength() {
        var ipam = Ipam.on(store());
        var four = ipam.prefix("tenants", "10.0.0.0/8");
        var six = ipam.prefix("tenants", "2001:db8::/32");
        var internet = ipam.prefix("internet", "1.2.3.0/24");
        List.of(four, six, internet).forEach(ipam::store);
        ipam.store(ipam.child(four, "", "c1", "10.1.0.0/22"));
        ipam.store(ipam.child(four, "", "c2", "10.2.0.0/22"));
        ipam.store(ipam.child(four, "", "c3", "10.3.0.0/24"));
        ipam.store(ipam.child(six, "", "c3", "2001:db8::/64"));
        ipam.store.run("test", tx -> tx.ips().insert(ipam.row(internet, "1.2.3.4", "blue")));

        var ofTenants = List.of(
                new NetworkUse("tenants", AddressFamily.IPV4, 0, new TreeMap<>(Map.of(22, 2L, 24, 1L))),
                new NetworkUse("tenants", AddressFamily.IPV6, 0, new TreeMap<>(Map.of(64, 1L))));
        var ofInternet = new NetworkUse("internet", AddressFamily.IPV4, 1, new TreeMap<>());
        assertThat(several(ipam, networks -> networks.use(List.of("tenants", "c1"))))
                .containsExactlyInAnyOrderElementsOf(ofTenants);
        assertThat(several(ipam, networks -> networks.use(List.of("internet", "tenants", "c3"))))
                .hasSize(3)
                .containsAll(ofTenants)
                .contains(ofInternet);
        assertThat(several(ipam, networks -> networks.use(List.of()))).isEmpty();
    }
}
