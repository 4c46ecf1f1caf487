package metalplant.model.network;

import static metalplant.model.Filters.is;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/** Filters of a network search; all given ones must hold. An empty Optional or collection is no filter. */
public record NetworkQuery(
        Optional<String> id,
        Optional<String> name,
        Optional<String> partitionId,
        Optional<String> projectId,
        Optional<String> parentId,
        Optional<Boolean> nat,
        Optional<Boolean> privateSuper,
        Optional<Boolean> underlay,
        Optional<Long> vrf,
        Optional<AddressFamily> family,
        List<String> prefixes,
        List<String> destinationPrefixes,
        Map<String, String> labels) {
    public static final NetworkQuery ALL = new NetworkQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of());

    /** Those of no partition and no project. */
    public static final NetworkQuery OF_NOBODY = new NetworkQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.of(""),
            Optional.of(""),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of());

    /** Those that were cut out of no other one and are none to be cut: all that give addresses outside of a project's own. */
    public static final NetworkQuery EXTERNAL = new NetworkQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(""),
            Optional.empty(),
            Optional.of(false),
            Optional.of(false),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of());

    /** Those of a partition; "" for those of none. */
    public static NetworkQuery ofPartition(String id) {
        return new NetworkQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    /** Those with this VRF. */
    public static NetworkQuery ofVrf(long vrf) {
        return new NetworkQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(vrf),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    public boolean matches(Network n) {
        return is(id, n.id())
                && is(name, n.name())
                && is(partitionId, n.partitionId())
                && is(projectId, n.projectId())
                && is(parentId, n.parentId())
                && is(nat, n.nat())
                && is(privateSuper, n.privateSuper())
                && is(underlay, n.underlay())
                && is(vrf, n.vrf())
                && family.map(f -> n.families().contains(f)).orElse(true)
                && texts(n.prefixes()).containsAll(prefixes)
                && texts(n.destinationPrefixes()).containsAll(destinationPrefixes)
                && n.labels().entrySet().containsAll(labels.entrySet());
    }

    private static List<String> texts(List<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).toList();
    }
}
