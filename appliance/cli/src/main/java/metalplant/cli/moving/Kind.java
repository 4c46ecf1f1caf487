package metalplant.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One kind of thing that can be taken over, in the order in which they refer to each other.
 *
 * @param path where its documents are listed
 * @param searched the list is that of a search for everything
 * @param idPointer where a document has its id
 * @param fields that somebody chose, or that tell whether two are the same; all others the plant makes itself
 * @param has which of the documents there are of this kind
 * @param movable which of these can be made as they are
 * @param seen a document as it is compared
 * @param making how one is made
 */
record Kind(
        String name,
        String path,
        boolean searched,
        String idPointer,
        List<String> fields,
        Predicate<JsonNode> has,
        Predicate<JsonNode> movable,
        UnaryOperator<JsonNode> seen,
        Making making) {
    private static final String MACHINE_TAG = "machine.metal-stack.io/id";
    private static final List<String> NETWORK = List.of(
            "id",
            "name",
            "description",
            "labels",
            "partitionid",
            "projectid",
            "prefixes",
            "destinationprefixes",
            "nat",
            "shared",
            "vrf");
    private static final List<String> IP =
            List.of("ipaddress", "networkid", "projectid", "name", "description", "type", "tags");

    static final List<Kind> ALL = List.of(
            created(
                    "tenant",
                    "/meta/id",
                    "meta.id",
                    "meta.annotations",
                    "meta.labels",
                    "name",
                    "description",
                    "quotas",
                    "default_quotas",
                    "iam_config"),
            created(
                    "project",
                    "/meta/id",
                    "meta.id",
                    "meta.annotations",
                    "meta.labels",
                    "name",
                    "description",
                    "tenant_id",
                    "quotas"),
            created("size", "/id", "id", "name", "description", "constraints", "labels"),
            created("image", "/id", "id", "name", "description", "url", "features", "classification", "expirationDate"),
            created(
                    "filesystemlayout",
                    "/id",
                    "id",
                    "name",
                    "description",
                    "filesystems",
                    "disks",
                    "raid",
                    "volumegroups",
                    "logicalvolumes",
                    "constraints"),
            created("size-image-constraint", "/id", "id", "name", "description", "images"),
            created(
                    "partition",
                    "/id",
                    "id",
                    "name",
                    "description",
                    "bootconfig",
                    "mgmtserviceaddress",
                    "dns_servers",
                    "ntp_servers",
                    "labels"),
            networks(
                    "network",
                    network -> !isPrivate(network),
                    Making.CREATED,
                    "defaultchildprefixlength",
                    "additionalAnnouncableCIDRs",
                    "privatesuper",
                    "underlay",
                    "vrfshared"),
            networks("private-network", Kind::isPrivate, Making.IMPORTED, "parentnetworkid"),
            addresses("ip", ip -> !isOfMachine(ip)),
            new Kind(
                    "machine",
                    "v1/machine/ipmi",
                    true,
                    "/id",
                    List.of(
                            "id",
                            "rackid",
                            "partition.id",
                            "size.id",
                            "allocation.allocationuuid",
                            "allocation.project",
                            "allocation.hostname"),
                    _ -> true,
                    machine -> !machine.at("/partition/id").asText("").isEmpty(),
                    UnaryOperator.identity(),
                    Making.MACHINE),
            addresses("machine-ip", Kind::isOfMachine),
            new Kind(
                    "switch",
                    "v1/switch",
                    false,
                    "/id",
                    List.of("id", "rack_id", "partition.id", "connections"),
                    _ -> true,
                    _ -> true,
                    Kind::withPorts,
                    Making.SWITCH));

    private static Kind created(String name, String idPointer, String... fields) {
        return new Kind(
                name,
                "v1/" + name,
                false,
                idPointer,
                List.of(fields),
                _ -> true,
                _ -> true,
                UnaryOperator.identity(),
                Making.CREATED);
    }

    private static Kind networks(String name, Predicate<JsonNode> has, Making making, String... more) {
        var fields = new ArrayList<>(NETWORK);
        fields.addAll(List.of(more));
        return new Kind(
                name,
                "v1/network",
                false,
                "/id",
                List.copyOf(fields),
                has,
                _ -> true,
                UnaryOperator.identity(),
                making);
    }

    private static Kind addresses(String name, Predicate<JsonNode> has) {
        return new Kind(
                name, "v1/ip", false, "/ipaddress", IP, has, _ -> true, UnaryOperator.identity(), Making.ADDRESS);
    }

    private static boolean isPrivate(JsonNode network) {
        return !network.path("parentnetworkid").asText("").isEmpty();
    }

    /** An address of a machine comes behind its machine. */
    private static boolean isOfMachine(JsonNode ip) {
        return ip.path("tags").valueStream().anyMatch(tag -> tag.asText().startsWith(MACHINE_TAG));
    }

    /** Which machine is at which port; what else a document tells of a port changes all the time. */
    private static JsonNode withPorts(JsonNode leaf) {
        ObjectNode seen = leaf.deepCopy();
        var ports = seen.putArray("connections");
        leaf.path("connections")
                .valueStream()
                .map(each -> each.path("machine_id").asText() + " "
                        + each.at("/nic/name").asText())
                .sorted()
                .forEach(ports::add);
        return seen;
    }

    String id(JsonNode document) {
        return document.at(idPointer).asText("");
    }

    ObjectNode shape(JsonNode document) {
        return Shape.of(seen.apply(document), fields);
    }
}
