package metalplant.server.metrics;

import static metalplant.server.metrics.MachinePart.text;
import static metalplant.server.metrics.MachinePart.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Capacity, networks, images and projects, from one list each. */
final class MasterdataPart {
    private static final Map<String, Metric> CAPACITY = Map.ofEntries(
            Map.entry("total", Metric.CAPACITY_TOTAL),
            Map.entry("allocated", Metric.CAPACITY_ALLOCATED),
            Map.entry("waiting", Metric.CAPACITY_WAITING),
            Map.entry("allocatable", Metric.CAPACITY_ALLOCATABLE),
            Map.entry("faulty", Metric.CAPACITY_FAULTY),
            Map.entry("reservations", Metric.CAPACITY_RESERVATIONS),
            Map.entry("usedreservations", Metric.CAPACITY_RESERVATIONS_USED),
            Map.entry("phoned_home", Metric.CAPACITY_PHONED_HOME),
            Map.entry("unavailable", Metric.CAPACITY_UNAVAILABLE),
            Map.entry("other", Metric.CAPACITY_OTHER));

    private final Documents documents;

    MasterdataPart(Documents documents) {
        this.documents = documents;
    }

    void capacity(Page page) {
        documents.rows(
                "POST",
                "/v1/partition/capacity",
                "{}",
                partition -> partition.path("servers").forEach(server -> {
                    var id = text(partition, "/id");
                    var size = text(server, "/size");
                    CAPACITY.forEach((field, metric) ->
                            page.add(metric, server.path(field).asDouble(), id, size));
                    page.add(Metric.CAPACITY_FREE, server.path("allocatable").asDouble(), id, size);
                }));
    }

    void networks(Page page) {
        documents.rows("GET", "/v1/network", "", network -> {
            var id = text(network, "/id");
            page.add(
                    Metric.NETWORK_INFO,
                    1,
                    id,
                    text(network, "/name"),
                    text(network, "/projectid"),
                    text(network, "/description"),
                    text(network, "/partitionid"),
                    Long.toString(network.path("vrf").asLong()),
                    String.join(",", texts(network.path("prefixes"))),
                    String.join(",", texts(network.path("destinationprefixes"))),
                    text(network, "/parentnetworkid"),
                    text(network, "/privatesuper"),
                    text(network, "/nat"),
                    text(network, "/underlay"),
                    network.path("labels").path("cluster.metal-stack.io/id").asText(""));
            var usage = network.path("usage");
            page.add(Metric.NETWORK_IP_USED, usage.path("used_ips").asDouble(), id);
            page.add(Metric.NETWORK_IP_AVAILABLE, usage.path("available_ips").asDouble(), id);
            page.add(Metric.NETWORK_PREFIX_USED, usage.path("used_prefixes").asDouble(), id);
            page.add(
                    Metric.NETWORK_PREFIX_AVAILABLE,
                    usage.path("available_prefixes").asDouble(),
                    id);
        });
    }

    void images(Page page) {
        documents.rows(
                "GET",
                "/v1/image?show-usage=true",
                "",
                image -> page.add(
                        Metric.IMAGE_USED,
                        image.path("usedby").size(),
                        text(image, "/id"),
                        text(image, "/name"),
                        text(image, "/classification"),
                        seconds(image.path("created")),
                        seconds(image.path("expirationDate")),
                        String.join(",", texts(image.path("features")))));
    }

    void projects(Page page) {
        documents.rows(
                "GET",
                "/v1/project",
                "",
                project -> page.add(
                        Metric.PROJECT_INFO,
                        1,
                        text(project, "/meta/id"),
                        text(project, "/name"),
                        text(project, "/tenant_id")));
    }

    private static String seconds(JsonNode time) {
        try {
            return Long.toString(Instant.parse(time.asText("")).getEpochSecond());
        } catch (DateTimeParseException _) {
            return "0";
        }
    }
}
