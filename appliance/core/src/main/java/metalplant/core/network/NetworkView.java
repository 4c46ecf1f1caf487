package metalplant.core.network;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.ip.AddressFamily;
import metalplant.model.network.Consumption;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkUse;

/**
 * A network and how full it is.
 *
 * @param consumption of each family that the network has a prefix of; empty where it was not counted
 */
public record NetworkView(Network network, Map<AddressFamily, Consumption> consumption) {
    /** How full it is in one family; empty without a prefix of that family. */
    public Optional<Consumption> consumption(AddressFamily family) {
        return Optional.ofNullable(consumption.get(family));
    }

    /** The network alone, as answers to delete and free show it. */
    static NetworkView uncounted(Network network) {
        return new NetworkView(network, Map.of());
    }

    /** A network of which nothing is used yet. */
    static NetworkView unused(Network network) {
        return of(network, List.of());
    }

    /** Each network with its share of {@code uses}, in the order of the networks. */
    static List<NetworkView> all(List<Network> networks, Collection<NetworkUse> uses) {
        var byNetwork = new HashMap<String, List<NetworkUse>>();
        uses.forEach(use -> byNetwork.merge(use.networkId(), List.of(use), NetworkView::join));
        return networks.stream()
                .map(network -> of(network, byNetwork.getOrDefault(network.id(), List.of())))
                .toList();
    }

    static NetworkView of(Network network, List<NetworkUse> uses) {
        var consumption = new EnumMap<AddressFamily, Consumption>(AddressFamily.class);
        Arrays.stream(AddressFamily.values())
                .filter(network.families()::contains)
                .forEach(family -> {
                    var use = uses.stream()
                            .filter(u -> u.family() == family)
                            .findFirst()
                            .orElseGet(() -> NetworkUse.none(network.id(), family));
                    consumption.put(family, Consumption.of(network, use));
                });
        return new NetworkView(network, consumption);
    }

    private static List<NetworkUse> join(List<NetworkUse> some, List<NetworkUse> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
