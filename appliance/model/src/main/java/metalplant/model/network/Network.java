package metalplant.model.network;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.model.Entity;
import metalplant.model.Stamp;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/**
 * A network. Absent texts are "".
 *
 * @param prefixes in the order given
 * @param childLength bits of a child per family; only super networks have any
 * @param vrf VRF number, VNI and VXLAN id in one; 0 = none
 */
public record Network(
        String id,
        String name,
        String description,
        NetworkType type,
        String partitionId,
        String projectId,
        String parentId,
        List<Cidr> prefixes,
        List<Cidr> destinationPrefixes,
        Map<AddressFamily, Integer> childLength,
        boolean nat,
        boolean shared,
        long vrf,
        Map<String, String> labels,
        List<String> additionalAnnouncableCidrs,
        Stamp stamp)
        implements Entity<Network> {
    public Network {
        prefixes = List.copyOf(prefixes);
        destinationPrefixes = List.copyOf(destinationPrefixes);
        additionalAnnouncableCidrs = List.copyOf(additionalAnnouncableCidrs);
        childLength = Collections.unmodifiableMap(new TreeMap<>(childLength));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Label, with the value {@code true}, of a network whose VRF may be seen in other plants. */
    public static final String DCI_LABEL = "plant.metal-stack.io/dci";

    /** Label, with the value {@code true}, of a network that is never announced outside of its plant and never shared with others. */
    public static final String LOCAL_ONLY_LABEL = "plant.metal-stack.io/local-only";

    /** Whether its operator said that it is never announced outside of its plant. */
    public boolean localOnly() {
        return "true".equals(labels.get(LOCAL_ONLY_LABEL));
    }

    /** Whether every plant of a federation knows it: it belongs to no partition and to no project, and nobody said that it is local. */
    public boolean ofAllPlants() {
        return partitionId.isEmpty() && projectId.isEmpty() && parentId.isEmpty() && !type.isChild() && !localOnly();
    }

    /**
     * Whether another plant may have one of its addresses too, so that the ledger of a federation has to say whose they are. That a
     * network belongs to a partition or a project says who uses it, and not how far its addresses are seen.
     */
    public boolean sharesAddressSpace() {
        return type == NetworkType.EXTERNAL && parentId.isEmpty() && !localOnly();
    }

    /** Whether these are the labels of a network whose VRF may be seen in other plants. */
    public static boolean isDci(Map<String, String> labels) {
        return "true".equals(labels.get(DCI_LABEL));
    }

    public boolean privateSuper() {
        return type.isSuper();
    }

    public boolean underlay() {
        return type == NetworkType.UNDERLAY;
    }

    /** A child of a super network. */
    public boolean isPrivate() {
        return type.isChild();
    }

    public List<AddressFamily> families() {
        return prefixes.stream().map(Cidr::family).distinct().sorted().toList();
    }

    public Network withLabels(Map<String, String> newLabels) {
        return new Network(
                id,
                name,
                description,
                type,
                partitionId,
                projectId,
                parentId,
                prefixes,
                destinationPrefixes,
                childLength,
                nat,
                shared,
                vrf,
                newLabels,
                additionalAnnouncableCidrs,
                stamp);
    }

    @Override
    public Network withStamp(Stamp newStamp) {
        return new Network(
                id,
                name,
                description,
                type,
                partitionId,
                projectId,
                parentId,
                prefixes,
                destinationPrefixes,
                childLength,
                nat,
                shared,
                vrf,
                labels,
                additionalAnnouncableCidrs,
                newStamp);
    }
}
