package metalplant.server.ip;

import java.util.ArrayList;
import java.util.Optional;
import metalplant.core.ip.AllocateIp;
import metalplant.core.ip.UpdateIp;
import metalplant.model.Problem;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.wire.Absent;
import metalplant.wire.ip.IPAllocateRequest;
import metalplant.wire.ip.IPFindRequest;
import metalplant.wire.ip.IPResponse;
import metalplant.wire.ip.IPUpdateRequest;
import org.jspecify.annotations.Nullable;

/** Wire records of addresses and the model. */
final class IpMapping {
    private IpMapping() {}

    static IPResponse toWire(Ip ip) {
        return new IPResponse(
                ip.name(),
                ip.description(),
                ip.stamp().created(),
                ip.stamp().changed(),
                ip.allocationUuid().toString(),
                ip.address().toString(),
                ip.networkId(),
                ip.projectId(),
                ip.tags(),
                ip.type().wire());
    }

    static AllocateIp.Request toRequest(IPAllocateRequest r, Optional<String> address) {
        return new AllocateIp.Request(
                Absent.toText(r.networkId()),
                Absent.toText(r.projectId()),
                address,
                filled(r.addressFamily()),
                filled(r.machineId()),
                Absent.toText(r.name()),
                Absent.toText(r.description()),
                IpType.STATIC.wire().equals(r.type()) ? IpType.STATIC : IpType.EPHEMERAL,
                Absent.toEmpty(r.tags()));
    }

    static UpdateIp.Request toRequest(IPUpdateRequest r) {
        return new UpdateIp.Request(
                Absent.toText(r.ipAddress()),
                filled(r.projectId()),
                Optional.ofNullable(r.name()),
                Optional.ofNullable(r.description()),
                type(Absent.toText(r.type())),
                Optional.ofNullable(r.tags()));
    }

    /** Anything but the two types leaves the type as it is. */
    private static Optional<IpType> type(String text) {
        for (var type : IpType.values()) {
            if (type.wire().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    static IpQuery toQuery(IPFindRequest r) {
        var tags = new ArrayList<String>(Absent.toEmpty(r.tags()));
        filled(r.machineId()).ifPresent(machine -> tags.add(Ip.machineTag(machine)));
        return new IpQuery(
                Optional.ofNullable(r.ipAddress()),
                Optional.ofNullable(r.allocationUuid()),
                filled(r.addressFamily()).map(IpMapping::family),
                Optional.ofNullable(r.name()),
                Optional.ofNullable(r.networkId()),
                Optional.ofNullable(r.networkPrefix()),
                Optional.ofNullable(r.projectId()),
                Optional.ofNullable(r.type()),
                tags);
    }

    private static AddressFamily family(String text) {
        return AddressFamily.parse(text).orElseThrow(() -> Problem.bad("address family must be IPv4 or IPv6"));
    }

    private static Optional<String> filled(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty());
    }
}
