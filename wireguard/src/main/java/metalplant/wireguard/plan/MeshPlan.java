package metalplant.wireguard.plan;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * The complete wanted state of one plant's mesh.
 *
 * @param service our own address inside the mesh
 * @param links by name
 * @param ports TCP ports open through the tunnels
 * @param notices what keeps a tunnel from coming up, by peer, with what to do about it
 */
public record MeshPlan(
        IpAddress service,
        Cidr overlay,
        List<Link> links,
        SortedSet<Integer> ports,
        SortedMap<MemberId, String> notices) {
    public MeshPlan {
        links = List.copyOf(links);
        notices = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(notices)));
    }
}
