package metalplant.bootstrap.plantd;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import metalplant.bootstrap.images.BundledImages.Bundled;
import metalplant.bootstrap.seed.Seeder;
import metalplant.bootstrap.seed.Seeder.Entity;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.source.ImportNames;
import metalplant.model.ip.Cidr;
import metalplant.plan.HostConfigs;
import metalplant.plan.PlantPlan;

/** What a new plant's API is told of its plan: region, zone, tenant, partition, networks; and sizes and layouts to begin with. */
final class PlanSeed {
    /** In every plant its own store has this name, so that what plants share is right in all of them. */
    private static final String STORE = "http://" + HostConfigs.IMAGES + "/";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int IMAGE_DAYS = 3650;

    /** The same on every plant. */
    private static final Set<String> COMMON = Set.of("tenant", "size", "filesystem layout");

    private PlanSeed() {}

    /**
     * All of it.
     *
     * @param inside files that the image of the box has inside; operating systems among them become images
     */
    static List<Entity> of(PlantPlan plan, List<Bundled> inside, Instant now) {
        var place = plan.place();
        var entities = new ArrayList<Entity>();
        entities.add(entity("region", "v1/region", place.region(), named(place.region())));
        entities.add(entity("zone", "v1/zone", place.zone(), named(place.zone()).put("regionid", place.region())));
        var common = Seeder.read(Map.of());
        common.stream().filter(each -> each.what().equals("tenant")).forEach(entities::add);
        entities.add(partition(plan));
        entities.addAll(networks(plan));
        common.stream()
                .filter(each -> COMMON.contains(each.what()) && !each.what().equals("tenant"))
                .forEach(entities::add);
        inside.stream()
                .filter(each -> each.kind() == ImageKind.OS)
                .flatMap(each -> each.os().map(os -> image(each, os, now)).stream())
                .forEach(entities::add);
        return List.copyOf(entities);
    }

    private static Entity image(Bundled file, ImportNames.Os os, Instant now) {
        var body = JSON.createObjectNode()
                .put("id", os.id())
                .put("name", os.id())
                .put("description", "came with the plant")
                .put("url", STORE + file.name())
                .put("classification", "supported")
                .put(
                        "expirationDate",
                        now.truncatedTo(ChronoUnit.DAYS)
                                .plus(IMAGE_DAYS, ChronoUnit.DAYS)
                                .toString());
        body.putArray("features").add(os.feature());
        return entity("image", "v1/image", os.id(), body);
    }

    private static Entity partition(PlantPlan plan) {
        var id = plan.place().partition();
        var body = named(id).put("zoneid", plan.place().zone()).put("mgmtserviceaddress", plant(plan));
        body.set(
                "bootconfig",
                JSON.createObjectNode()
                        .put("imageurl", STORE + ImportNames.BOOT)
                        .put("kernelurl", STORE + ImportNames.KERNEL)
                        .put("commandline", "console=ttyS0,115200n8 ip=dhcp carrier_timeout=10"));
        plan.networks().pxe().ifPresent(segment -> {
            var address = segment.plant().toString();
            body.putArray("dns_servers").addObject().put("ip", address);
            body.putArray("ntp_servers").addObject().put("address", address);
        });
        return entity("partition", "v1/partition", id, body);
    }

    private static String plant(PlantPlan plan) {
        return plan.networks().management().map(each -> each.plant().toString()).orElse("127.0.0.1");
    }

    private static List<Entity> networks(PlantPlan plan) {
        var id = plan.place().partition();
        var networks = new ArrayList<Entity>();
        if (!plan.prefixes().tenantSuper().isEmpty()) {
            var body = network(
                    "tenant-super-" + id,
                    "tenant super network",
                    id,
                    plan.prefixes().tenantSuper());
            body.put("privatesuper", true).put("underlay", false).put("nat", false);
            body.putArray("destinationprefixes");
            body.putObject("defaultchildprefixlength")
                    .put("IPv4", plan.prefixes().tenantLength());
            networks.add(entity("private super network", "v1/network", "tenant-super-" + id, body));
        }
        if (!plan.prefixes().underlay().isEmpty()) {
            var body = network("underlay-" + id, "underlay", id, plan.prefixes().underlay());
            body.put("privatesuper", false).put("underlay", true).put("nat", false);
            body.putArray("destinationprefixes");
            networks.add(entity("underlay", "v1/network", "underlay-" + id, body));
        }
        if (!plan.prefixes().internet().isEmpty()) {
            var body = network("internet-" + id, "internet", id, plan.prefixes().internet());
            body.put("privatesuper", false)
                    .put("underlay", false)
                    .put("nat", true)
                    .put("vrf", 104_009);
            body.putArray("destinationprefixes").add("0.0.0.0/0");
            body.putObject("labels")
                    .put("network.metal-stack.io/default", "")
                    .put("network.metal-stack.io/default-external", "");
            networks.add(entity("internet network", "v1/network", "internet-" + id, body));
        }
        return networks;
    }

    private static ObjectNode network(String id, String name, String partition, List<Cidr> prefixes) {
        var body = JSON.createObjectNode()
                .put("id", id)
                .put("name", name)
                .put("description", "from plant.yaml")
                .put("partitionid", partition);
        var list = body.putArray("prefixes");
        prefixes.forEach(each -> list.add(each.toString()));
        return body;
    }

    private static ObjectNode named(String id) {
        return JSON.createObjectNode().put("id", id).put("name", id).put("description", "from plant.yaml");
    }

    private static Entity entity(String what, String collection, String id, ObjectNode body) {
        return new Entity(what, collection, id, "", body);
    }
}
