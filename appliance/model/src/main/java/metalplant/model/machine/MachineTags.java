package metalplant.model.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags of an allocated machine: what the user gave, and what the plant knows. Tags of the form {@code key=value} have one value
 * per key, the last one; the plant's win.
 */
public final class MachineTags {
    private MachineTags() {}

    /** Tags without doubles: plain ones first, then labels, each in the order given. */
    public static List<String> of(Machine machine, List<Allocation.MachineNetwork> networks, List<String> userTags) {
        var plain = new LinkedHashSet<String>();
        var labels = new LinkedHashMap<String, String>();
        for (var tag : userTags) {
            int equals = tag.indexOf('=');
            if (equals < 0) {
                plain.add(tag);
            } else {
                labels.put(tag.substring(0, equals), tag.substring(equals + 1));
            }
        }
        labels.putAll(system(machine, networks));
        var tags = new ArrayList<>(plain);
        labels.forEach((key, value) -> tags.add(key + "=" + value));
        return List.copyOf(tags);
    }

    private static Map<String, String> system(Machine machine, List<Allocation.MachineNetwork> networks) {
        var labels = new LinkedHashMap<String, String>();
        firstPrivate(networks)
                .filter(network -> network.asn() != 0)
                .ifPresent(network -> labels.put(Machine.TAG_PRIMARY_ASN, Long.toString(network.asn())));
        if (!machine.rackId().isEmpty()) {
            labels.put(Machine.TAG_RACK, machine.rackId());
        }
        var chassis = machine.bmc().fru().chassisPartSerial();
        if (!chassis.isEmpty()) {
            labels.put(Machine.TAG_CHASSIS, chassis);
        }
        return labels;
    }

    private static Optional<Allocation.MachineNetwork> firstPrivate(List<Allocation.MachineNetwork> networks) {
        return networks.stream().filter(Allocation.MachineNetwork::isPrivate).findFirst();
    }
}
