package metalplant.fabric.zone;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.fabric.zone.Zone.Network;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Whose prefixes a prefix overlaps, without looking at each of them. Of prefixes in one another the outer one is kept. */
final class PrefixIndex {
    private record Owned(Cidr prefix, Network owner) {}

    /** By first address; none overlaps another. */
    private final TreeMap<IpAddress, Owned> outer = new TreeMap<>();

    void add(Network network) {
        network.carried().forEach(prefix -> add(prefix, network));
    }

    private void add(Cidr prefix, Network owner) {
        var there = overlapping(prefix);
        if (there.filter(each -> each.prefix().contains(prefix)).isPresent()) {
            return;
        }
        outer.subMap(prefix.first(), true, prefix.last(), true).clear();
        outer.put(prefix.first(), new Owned(prefix, owner));
    }

    private Optional<Owned> overlapping(Cidr prefix) {
        return Optional.ofNullable(outer.floorEntry(prefix.last()))
                .map(java.util.Map.Entry::getValue)
                .filter(each -> each.prefix().overlaps(prefix));
    }

    /** One that has addresses of these prefixes. */
    Optional<Network> owner(List<Cidr> prefixes) {
        return prefixes.stream()
                .flatMap(each -> overlapping(each).stream())
                .map(Owned::owner)
                .findFirst();
    }
}
