package metalplant.model.ip;

import static metalplant.model.Filters.is;

import java.util.List;
import java.util.Optional;

/** Filters of an address search; all given ones must hold. */
public record IpQuery(
        Optional<String> address,
        Optional<String> allocationUuid,
        Optional<AddressFamily> family,
        Optional<String> name,
        Optional<String> networkId,
        Optional<String> parentPrefix,
        Optional<String> projectId,
        Optional<String> type,
        List<String> tags) {
    public static final IpQuery ALL = new IpQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    public boolean matches(Ip ip) {
        return is(address, ip.address().toString())
                && is(allocationUuid, ip.allocationUuid().toString())
                && family.map(f -> f == ip.address().family()).orElse(true)
                && is(name, ip.name())
                && is(networkId, ip.networkId())
                && is(parentPrefix, ip.parentPrefix())
                && is(projectId, ip.projectId())
                && is(type, ip.type().wire())
                && ip.tags().containsAll(tags);
    }
}
