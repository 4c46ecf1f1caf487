package metalplant.cli.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import metalplant.model.region.Topology;

/** A StorageClass for each zone, whose volumes stay in it, and one over all of them, whose volumes are where their first pod is. */
record StorageClassSample(String name, String provisioner) {
    List<Map<String, Object>> documents(Sites sites) {
        var all = new ArrayList<Map<String, Object>>();
        all.add(storage(name, sites.zoneIds()));
        if (sites.zones().size() > 1) {
            sites.zoneIds().forEach(zone -> all.add(storage(Sites.named(name, zone), List.of(zone))));
        }
        return List.copyOf(all);
    }

    private Map<String, Object> storage(String its, List<String> zones) {
        var document = Fields.head("storage.k8s.io/v1", "StorageClass", Fields.of("name", its));
        document.put("provisioner", provisioner);
        document.put("reclaimPolicy", "Delete");
        document.put("volumeBindingMode", "WaitForFirstConsumer");
        document.put(
                "allowedTopologies",
                List.of(Fields.of("matchLabelExpressions", List.of(Fields.of("key", Topology.ZONE, "values", zones)))));
        return document;
    }
}
