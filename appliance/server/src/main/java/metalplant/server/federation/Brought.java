package metalplant.server.federation;

import java.util.List;
import java.util.stream.Collectors;
import metalplant.core.store.Store;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Pool;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;

/** The prefixes that a plant brings into a federation: those of networks whose addresses another plant could give too. */
final class Brought {
    /** Of one prefix; a few show what is meant. */
    private static final int SEEN_MAX = 1_000;

    private Brought() {}

    static List<PoolSpec> of(Store store) {
        return networks(store).stream()
                .flatMap(network -> network.prefixes().stream())
                .distinct()
                .sorted(java.util.Comparator.comparing(Cidr::toString))
                .map(PoolSpec::of)
                .toList();
    }

    private static List<Network> networks(Store store) {
        return store.read(
                "federation-brought",
                tx -> tx.networks().find(NetworkQuery.EXTERNAL).stream()
                        .filter(Network::sharesAddressSpace)
                        .toList());
    }

    /**
     * A prefix that is not taken in.
     *
     * @param why for people: in which networks of this plant it is, and what of the federation overlaps it, with its holder
     * @param inUse addresses of it that this plant has given and another one would give anew, as it cannot know of them; the first ones
     */
    record Clash(String why, List<String> inUse) {}

    /** @param returns whether this plant comes back, so that the federation knows which blocks it had */
    static Clash clash(Store store, FederationState federation, PoolSpec spec, PlantId me, boolean returns) {
        var networks = networks(store).stream()
                .filter(network -> network.prefixes().stream()
                        .anyMatch(prefix -> prefix.toString().equals(spec.id())))
                .toList();
        var there = federation.pools().all().stream()
                .filter(pool ->
                        pool.spec().id().equals(spec.id()) || pool.spec().overlaps(spec))
                .map(pool -> "%s of %s".formatted(pool.spec().id(), holder(federation, pool)))
                .collect(Collectors.joining(", "));
        var here = networks.stream().map(Network::id).collect(Collectors.joining(", "));
        return there.isEmpty()
                ? new Clash("network %s: it waits until a break-glass is settled".formatted(here), List.of())
                : new Clash(
                        "network %s: it overlaps %s".formatted(here, there),
                        returns ? List.of() : inUse(store, federation, networks, spec, me));
    }

    private static List<String> inUse(
            Store store, FederationState federation, List<Network> networks, PoolSpec spec, PlantId me) {
        return store.read(
                "federation-in-use",
                tx -> networks.stream()
                        .flatMap(network -> tx.prefixes().ofNetwork(network.id()).stream())
                        .filter(row -> row.cidr().toString().equals(spec.id()))
                        .flatMap(row ->
                                tx
                                        .ips()
                                        .within(
                                                row.id(),
                                                row.cidr().first(),
                                                row.cidr().last(),
                                                SEEN_MAX)
                                        .stream())
                        .map(Ip::address)
                        .filter(address ->
                                federation.pools().all().stream().anyMatch(pool -> isOthers(pool, address, me)))
                        .map(IpAddress::toString)
                        .toList());
    }

    private static boolean isOthers(Pool pool, IpAddress address, PlantId me) {
        return pool.spec().kind() == PoolSpec.of(address.asHost()).kind()
                && pool.at(address.value())
                        .filter(extent -> extent.is(Tenure.State.FREE)
                                || !extent.tenure().owner().equals(me))
                        .isPresent();
    }

    private static String holder(FederationState federation, Pool pool) {
        var all = pool.all();
        return all.size() > 1
                ? "the federation"
                : federation
                        .members()
                        .find(all.getFirst().tenure().owner())
                        .map(Member::record)
                        .map(record -> "plant " + record.label())
                        .orElse("the federation");
    }
}
