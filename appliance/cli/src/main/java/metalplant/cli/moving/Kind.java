package metalplant.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * One kind of thing that can be taken over, in the order in which they refer to each other.
 *
 * @param idPointer where a document has its id
 * @param fields that somebody chose; all others the plant makes itself
 * @param movable which of the source's can be created as they are
 */
record Kind(String name, String path, String idPointer, List<String> fields, Predicate<JsonNode> movable) {
    private static final String MACHINE_TAG = "machine.metal-stack.io/id";

    static final Kind IP = new Kind(
            "ip",
            "v1/ip",
            "/ipaddress",
            List.of("ipaddress", "networkid", "projectid", "name", "description", "type", "tags"),
            Kind::isNobodysMachine);

    static final List<Kind> ALL = List.of(
            all(
                    "tenant",
                    "v1/tenant",
                    "/meta/id",
                    "meta.id",
                    "meta.annotations",
                    "meta.labels",
                    "name",
                    "description",
                    "quotas",
                    "default_quotas",
                    "iam_config"),
            all(
                    "project",
                    "v1/project",
                    "/meta/id",
                    "meta.id",
                    "meta.annotations",
                    "meta.labels",
                    "name",
                    "description",
                    "tenant_id",
                    "quotas"),
            all("size", "v1/size", "/id", "id", "name", "description", "constraints", "labels"),
            all(
                    "image",
                    "v1/image",
                    "/id",
                    "id",
                    "name",
                    "description",
                    "url",
                    "features",
                    "classification",
                    "expirationDate"),
            all(
                    "filesystemlayout",
                    "v1/filesystemlayout",
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
            all("size-image-constraint", "v1/size-image-constraint", "/id", "id", "name", "description", "images"),
            all(
                    "partition",
                    "v1/partition",
                    "/id",
                    "id",
                    "name",
                    "description",
                    "bootconfig",
                    "mgmtserviceaddress",
                    "dns_servers",
                    "ntp_servers",
                    "labels"),
            new Kind(
                    "network",
                    "v1/network",
                    "/id",
                    List.of(
                            "id",
                            "name",
                            "description",
                            "labels",
                            "partitionid",
                            "projectid",
                            "prefixes",
                            "destinationprefixes",
                            "defaultchildprefixlength",
                            "additionalAnnouncableCIDRs",
                            "nat",
                            "privatesuper",
                            "shared",
                            "underlay",
                            "vrf",
                            "vrfshared"),
                    network -> network.path("parentnetworkid").asText("").isEmpty()),
            IP);

    private static Kind all(String name, String path, String idPointer, String... fields) {
        return new Kind(name, path, idPointer, List.of(fields), _ -> true);
    }

    /** An address of a machine comes with its machine. */
    private static boolean isNobodysMachine(JsonNode ip) {
        return ip.path("tags").valueStream().noneMatch(tag -> tag.asText().startsWith(MACHINE_TAG));
    }

    String id(JsonNode document) {
        return document.at(idPointer).asText("");
    }
}
