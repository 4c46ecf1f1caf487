package metalplant.units.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Which networks the host is in. Whoever holds one may rely on it: no wire is used twice, and no two networks overlap.
 *
 * @param uplink the way out of the rack; a plant works without one
 * @param management where switches and BMCs are
 * @param pxe where machines boot
 * @param relayed further networks of machines, behind relays that are in that one
 */
public record HostNetwork(
        Optional<Uplink> uplink, Optional<Segment> management, Optional<Segment> pxe, List<Relayed> relayed) {
    /**
     * The way out.
     *
     * @param fixed its address; empty if somebody out there gives one
     */
    public record Uplink(Wire wire, Optional<Fixed> fixed) {}

    /** An address that was told, with a gateway that is in its network. */
    public record Fixed(HostAddress address, Optional<IpAddress> gateway) {
        public Fixed {
            gateway.ifPresent(each -> {
                if (!address.network().contains(each)) {
                    throw Problem.bad("the gateway %s is not in the network of %s".formatted(each, address));
                }
            });
        }
    }

    /** A network of the rack, with the address that the plant has in it. */
    public record Segment(Wire wire, HostAddress address) {}

    /** A network whose questions a relay passes on, and the address through which it is reached. */
    public record Relayed(Cidr prefix, IpAddress via) {}

    /** A network by what it is called here. */
    record Named(String name, Wire wire, Optional<Cidr> prefix) {
        /** What the kernel calls it: cards keep their names, VLANs are called as what they are for. */
        String device() {
            return wire.vlan().isPresent() ? name : wire.card();
        }
    }

    /** @throws Problem BAD_REQUEST if two of them cannot be together */
    public HostNetwork {
        relayed = List.copyOf(relayed);
        for (var each : relayed) {
            if (pxe.filter(segment -> segment.address().network().contains(each.via()))
                    .isEmpty()) {
                throw Problem.bad("%s is reached through %s, which is not in the network where machines boot"
                        .formatted(each.prefix(), each.via()));
            }
        }
        var all = named(uplink, management, pxe);
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                refuseTogether(all.get(i), all.get(j));
            }
        }
        for (var one : all) {
            if (one.wire().vlan().isPresent()
                    && all.stream().anyMatch(other -> other.wire().card().equals(one.name()))) {
                throw Problem.bad("no card can be called %s: a VLAN gets that name".formatted(one.name()));
            }
        }
    }

    private static void refuseTogether(Named one, Named other) {
        if (one.wire().equals(other.wire())) {
            throw Problem.bad("%s and %s are both on %s: one of them needs another card or a VLAN"
                    .formatted(one.name(), other.name(), one.wire()));
        }
        if (one.prefix().isPresent()
                && other.prefix().isPresent()
                && one.prefix().get().overlaps(other.prefix().get())) {
            throw Problem.bad("%s (%s) and %s (%s) overlap"
                    .formatted(
                            one.name(),
                            one.prefix().get(),
                            other.name(),
                            other.prefix().get()));
        }
    }

    /** All there are, the uplink first. */
    List<Named> named() {
        return named(uplink, management, pxe);
    }

    private static List<Named> named(Optional<Uplink> uplink, Optional<Segment> management, Optional<Segment> pxe) {
        var all = new ArrayList<Named>();
        uplink.ifPresent(each -> all.add(new Named(
                "uplink", each.wire(), each.fixed().map(fixed -> fixed.address().network()))));
        management.ifPresent(each -> all.add(segment("management", each)));
        pxe.ifPresent(each -> all.add(segment("pxe", each)));
        return List.copyOf(all);
    }

    private static Named segment(String name, Segment segment) {
        return new Named(name, segment.wire(), Optional.of(segment.address().network()));
    }
}
