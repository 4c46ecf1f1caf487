package metalplant.router.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import metalplant.model.Problem;
import metalplant.router.table.Entity;
import metalplant.router.table.Row;
import metalplant.wire.WireJson;

/**
 * The filter of a find request, for documents of a plant that cannot apply it itself. Only fields whose meaning is beyond doubt are known
 * here; with any other the snapshot is no answer.
 *
 * @see "metal-api-rest.md section 2, find rules"
 */
public final class StaleFilter {
    private static final Map<String, String> MACHINE = Map.ofEntries(
            Map.entry("id", "/id"),
            Map.entry("name", "/name"),
            Map.entry("partition_id", "/partition/id"),
            Map.entry("sizeid", "/size/id"),
            Map.entry("rackid", "/rackid"),
            Map.entry("tags", "/tags"),
            Map.entry("allocation_name", "/allocation/name"),
            Map.entry("allocation_project", "/allocation/project"),
            Map.entry("allocation_image_id", "/allocation/image/id"),
            Map.entry("allocation_hostname", "/allocation/hostname"),
            Map.entry("allocation_role", "/allocation/role"));
    private static final Map<String, String> IP = Map.of(
            "ipaddress", "/ipaddress",
            "name", "/name",
            "networkid", "/networkid",
            "projectid", "/projectid",
            "type", "/type",
            "allocationuuid", "/allocationuuid",
            "tags", "/tags");
    private static final Map<String, String> NETWORK = Map.of(
            "id", "/id",
            "name", "/name",
            "partitionid", "/partitionid",
            "projectid", "/projectid",
            "parentnetworkid", "/parentnetworkid",
            "labels", "/labels",
            "nat", "/nat",
            "privatesuper", "/privatesuper",
            "underlay", "/underlay");
    private static final Map<String, String> SWITCH = Map.of(
            "id", "/id",
            "name", "/name",
            "partitionid", "/partition/id",
            "rackid", "/rack_id",
            "osvendor", "/os/vendor",
            "osversion", "/os/version");
    private static final Map<String, String> RESERVATION =
            Map.of("id", "/id", "partitionid", "/partitionids", "projectid", "/projectid", "sizeid", "/sizeid");

    /** Without the one field that looks at two: a snapshot cannot be asked for either network. */
    private static final Map<String, String> PEERING = Map.of(
            "id", "/id",
            "name", "/name",
            "network1", "/network1",
            "network2", "/network2",
            "peeringtype", "/peeringType",
            "partitionid", "/partitionid",
            "projectid", "/projectid");

    private final List<Predicate<JsonNode>> tests;

    private StaleFilter(List<Predicate<JsonNode>> tests) {
        this.tests = List.copyOf(tests);
    }

    /** The filter of this request; empty if a snapshot cannot answer it. */
    public static Optional<StaleFilter> of(Row row, byte[] body) {
        if (row.rows().isEmpty()
                || row.rows().get().mirrored()
                || !row.guard().equals(metalplant.router.table.Guard.NONE)) {
            return Optional.empty();
        }
        var tests = new ArrayList<Predicate<JsonNode>>();
        if (row.id().endsWith("Firewalls")) {
            tests.add(document -> document.at("/allocation/role").asText().equals("firewall"));
        }
        if (row.verb().equals("GET")) {
            return Optional.of(new StaleFilter(tests));
        }
        for (var field : object(body).properties()) {
            var wanted = field.getValue();
            if (wanted.isNull() || (wanted.isContainerNode() && wanted.isEmpty())) {
                continue;
            }
            var pointer = fields(row.rows().get()).get(field.getKey().toLowerCase(Locale.ROOT));
            if (pointer == null) {
                return Optional.empty();
            }
            tests.add(document -> matches(document.at(pointer), wanted));
        }
        return Optional.of(new StaleFilter(tests));
    }

    boolean accepts(JsonNode document) {
        return tests.stream().allMatch(test -> test.test(document));
    }

    private static Map<String, String> fields(Entity entity) {
        return switch (entity) {
            case MACHINE -> MACHINE;
            case IP -> IP;
            case NETWORK -> NETWORK;
            case SWITCH -> SWITCH;
            case RESERVATION -> RESERVATION;
            case PEERING -> PEERING;
            case PARTITION, IMAGE, SIZE, LAYOUT, CONSTRAINT, PROJECT, TENANT, REGION, ZONE -> Map.of();
        };
    }

    /** Lists and objects must contain all that is wanted; a single text may be wanted of a list. */
    private static boolean matches(JsonNode given, JsonNode wanted) {
        if (wanted.isArray()) {
            return stream(wanted).allMatch(one -> stream(given).anyMatch(one::equals));
        }
        if (wanted.isObject()) {
            return wanted.properties().stream().allMatch(pair -> pair.getValue().equals(given.get(pair.getKey())));
        }
        if (given.isArray()) {
            return stream(given).anyMatch(wanted::equals);
        }
        boolean absent = given.isMissingNode() || given.isNull();
        return absent ? wanted.isTextual() && wanted.asText().isEmpty() : given.equals(wanted);
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode list) {
        return java.util.stream.StreamSupport.stream(list.spliterator(), false);
    }

    private static JsonNode object(byte[] body) {
        try {
            var tree = WireJson.mapper().readTree(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw Problem.bad("the body of the request is not JSON that can be read")
                    .because(e);
        } catch (IOException e) {
            throw Problem.bad("the body of the request cannot be read").because(e);
        }
        throw Problem.bad("the body of the request must be a JSON object");
    }
}
