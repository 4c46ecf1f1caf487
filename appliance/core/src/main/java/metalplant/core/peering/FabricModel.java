package metalplant.core.peering;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import metalplant.model.peering.Bgp;

/**
 * What a switch has to know to decide which route goes where. Everything in it is admitted; everything is in order, so that equal models
 * are equal texts.
 *
 * @param partitions the switch's own first
 * @param proposal by what projects reach themselves in other partitions
 */
public record FabricModel(
        String switchId,
        String partitionId,
        List<Place> partitions,
        List<Zone.Network> networks,
        List<Destinations> destinations,
        List<Member> members,
        List<Pair> peerings,
        List<Zone.Cable> cables,
        List<Span> spans,
        List<Left> left,
        Proposal proposal) {
    private static final int VERSION_DIGITS = 32;

    public FabricModel {
        partitions = List.copyOf(partitions);
        networks = List.copyOf(networks);
        destinations = List.copyOf(destinations);
        members = List.copyOf(members);
        peerings = List.copyOf(peerings);
        cables = List.copyOf(cables);
        spans = List.copyOf(spans);
        left = List.copyOf(left);
    }

    /**
     * A partition. Its leaves are not told: each leaf is told of its own machines alone.
     *
     * @param plant the label of the plant that has it; "" for this one
     */
    public record Place(String id, String zoneId, String plant, Zone.Partition partition) {}

    /** Where an external network leads. */
    public record Destinations(String networkId, List<Cidr> prefixes) {}

    /** A network with machines at this leaf, and their addresses in it. */
    public record Member(String networkId, List<Cidr> hosts) {}

    /**
     * A peering.
     *
     * @param network2 "" for an external one
     * @param publics addresses of an external network that the other network's project holds
     */
    public record Pair(
            String id,
            String revision,
            String type,
            String network1,
            String network2,
            boolean byLabel,
            List<Cidr> publics,
            Optional<Bgp> bgp) {}

    /** Where else a project has networks: whole super networks, which others share. */
    public record Span(String projectId, String plant, List<String> prefixes) {}

    /** Changes exactly if anything in it does, for as long as the plant runs one release. */
    public String version() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
