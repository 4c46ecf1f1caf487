package metalplant.rack.inventory;

import java.util.List;

/**
 * One leaf switch.
 *
 * @param id its host name, by which the plant knows it
 * @param rack the rack it stands in
 * @param managementIp its address in the management network
 * @param ports every front port: those of servers first, then the uplinks to the spines
 */
public record LeafSpec(String id, String partition, String rack, String managementIp, List<String> ports) {
    public LeafSpec {
        ports = List.copyOf(ports);
    }
}
