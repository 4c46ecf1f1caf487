package metalplant.server.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.NetworkView;
import metalplant.core.network.UpdateNetwork;
import metalplant.model.Problem;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Consumption;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.wire.Absent;
import metalplant.wire.network.NetworkAllocateRequest;
import metalplant.wire.network.NetworkConsumption;
import metalplant.wire.network.NetworkCreateRequest;
import metalplant.wire.network.NetworkFindRequest;
import metalplant.wire.network.NetworkResponse;
import metalplant.wire.network.NetworkUpdateRequest;
import metalplant.wire.network.NetworkUsage;
import org.jspecify.annotations.Nullable;

/** Wire records of networks and the model. */
public final class NetworkMapping {
    private static final NetworkUsage NO_USAGE = new NetworkUsage(0, 0, 0, 0);

    private NetworkMapping() {}

    /** A network as it is shown. */
    public static NetworkResponse toWire(NetworkView view) {
        var n = view.network();
        var ipv4 = usage(view, AddressFamily.IPV4);
        return new NetworkResponse(
                n.id(),
                n.name(),
                n.description(),
                n.stamp().created(),
                n.stamp().changed(),
                n.additionalAnnouncableCidrs(),
                new NetworkConsumption(ipv4, usage(view, AddressFamily.IPV6)),
                childLengths(n),
                texts(n.destinationPrefixes()),
                n.labels(),
                n.nat(),
                n.nat() ? "ipv4-masq" : "none",
                n.type().wire(),
                n.parentId().isEmpty() ? null : n.parentId(),
                n.partitionId(),
                texts(n.prefixes()),
                n.privateSuper(),
                n.projectId(),
                n.shared(),
                n.underlay(),
                // What clients read before there were two families.
                ipv4 == null ? NO_USAGE : ipv4,
                n.vrf(),
                null);
    }

    private static @Nullable NetworkUsage usage(NetworkView view, AddressFamily family) {
        Consumption c = view.consumption().get(family);
        return c == null
                ? null
                : new NetworkUsage(c.availableAddresses(), c.availablePrefixes(), c.usedAddresses(), c.usedPrefixes());
    }

    private static @Nullable Map<String, Integer> childLengths(Network network) {
        if (network.isPrivate()) {
            return null;
        }
        var lengths = new TreeMap<String, Integer>();
        network.childLength().forEach((family, bits) -> lengths.put(family.wire(), bits));
        return lengths;
    }

    private static List<String> texts(List<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).toList();
    }

    static CreateNetwork.Request toRequest(NetworkCreateRequest r) {
        return new CreateNetwork.Request(
                filled(r.id()),
                Absent.toText(r.name()),
                Absent.toText(r.description()),
                Absent.toText(r.partitionId()),
                Absent.toText(r.projectId()),
                Absent.toEmpty(r.prefixes()),
                Absent.toEmpty(r.destinationPrefixes()),
                Absent.toEmpty(r.defaultChildPrefixLength()),
                Absent.toEmpty(r.additionalAnnouncableCidrs()),
                isTrue(r.privateSuper()),
                // The one value of this field that is read: the others follow from the rest of the request.
                NetworkType.SUPER_NAMESPACED.wire().equals(r.networkType()),
                isTrue(r.underlay()),
                isTrue(r.nat()),
                r.vrf() == null ? 0 : r.vrf(),
                isTrue(r.vrfShared()),
                Absent.toEmpty(r.labels()));
    }

    static AllocateNetwork.Request toRequest(NetworkAllocateRequest r) {
        return new AllocateNetwork.Request(
                Absent.toText(r.name()),
                Absent.toText(r.description()),
                Absent.toText(r.partitionId()),
                Absent.toText(r.projectId()),
                Absent.toEmpty(r.destinationPrefixes()),
                Absent.toEmpty(r.length()),
                filled(r.addressFamily()),
                isTrue(r.nat()),
                isTrue(r.shared()),
                Absent.toEmpty(r.labels()));
    }

    static UpdateNetwork.Request toRequest(NetworkUpdateRequest r, boolean force) {
        return new UpdateNetwork.Request(
                Absent.toText(r.id()),
                Optional.ofNullable(r.name()),
                Optional.ofNullable(r.description()),
                Optional.ofNullable(r.labels()),
                Optional.ofNullable(r.shared()),
                Absent.toEmpty(r.destinationPrefixes()),
                Absent.toEmpty(r.prefixes()),
                Optional.ofNullable(r.defaultChildPrefixLength()),
                Absent.toEmpty(r.additionalAnnouncableCidrs()),
                force);
    }

    static NetworkQuery toQuery(NetworkFindRequest r) {
        return new NetworkQuery(
                Optional.ofNullable(r.id()),
                Optional.ofNullable(r.name()),
                Optional.ofNullable(r.partitionId()),
                Optional.ofNullable(r.projectId()),
                Optional.ofNullable(r.parentNetworkId()),
                Optional.ofNullable(r.nat()),
                Optional.ofNullable(r.privateSuper()),
                Optional.ofNullable(r.underlay()),
                Optional.ofNullable(r.vrf()),
                filled(r.addressFamily())
                        .map(text -> AddressFamily.parse(text)
                                .orElseThrow(() -> Problem.bad("address family must be IPv4 or IPv6"))),
                Absent.toEmpty(r.prefixes()),
                Absent.toEmpty(r.destinationPrefixes()),
                Absent.toEmpty(r.labels()));
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return flag != null && flag;
    }

    private static Optional<String> filled(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty());
    }
}
