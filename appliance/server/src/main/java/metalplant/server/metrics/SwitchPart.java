package metalplant.server.metrics;

import static metalplant.server.metrics.MachinePart.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import metalplant.model.World;

/** Switches, from one list. */
final class SwitchPart {
    private static final Duration HEARD_WITHIN = Duration.ofMinutes(1);
    private static final double NANOS_PER_MILLI = 1e6;

    private final Documents documents;
    private final World world;

    SwitchPart(Documents documents, World world) {
        this.documents = documents;
        this.world = world;
    }

    void read(Page page) {
        documents.rows("GET", "/v1/switch", "", device -> {
            var name = text(device, "/name");
            var partition = text(device, "/partition/id");
            var rack = text(device, "/rack_id");
            var os = device.path("os");
            page.add(
                    Metric.SWITCH_INFO,
                    1,
                    name,
                    partition,
                    rack,
                    text(os, "/metal_core_version").replaceFirst(",.*$", ""),
                    text(os, "/vendor"),
                    text(os, "/version"),
                    text(device, "/management_ip"));
            sync(page, device, name, partition, rack);
            device.path("connections").forEach(connection -> port(page, connection, name, partition));
        });
    }

    private void sync(Page page, JsonNode device, String name, String partition, String rack) {
        var good = device.path("last_sync");
        var bad = device.path("last_sync_error");
        boolean failed = time(bad).isAfter(time(good));
        var last = failed ? bad : good;
        boolean up = !time(last).plus(HEARD_WITHIN).isBefore(world.now());
        page.add(Metric.SWITCH_UP, up ? 1 : 0, name, partition, rack);
        page.add(Metric.SWITCH_SYNC_FAILED, failed ? 1 : 0, name, partition, rack);
        page.add(
                Metric.SWITCH_SYNC_MS,
                Math.floor(last.path("duration").asDouble() / NANOS_PER_MILLI),
                name,
                partition,
                rack);
    }

    private static Instant time(JsonNode sync) {
        try {
            return Instant.parse(text(sync, "/time"));
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }

    private static void port(Page page, JsonNode connection, String name, String partition) {
        var device = text(connection, "/nic/name");
        var machine = text(connection, "/machine_id");
        page.add(Metric.SWITCH_INTERFACE_INFO, 1, name, device, machine, partition);
        var bgp = connection.at("/nic/bgp_port_state");
        if (bgp.isObject()) {
            page.add(Metric.SWITCH_BGP, bgp.path("BgpTimerUpEstablished").asDouble(), name, device, machine, partition);
        }
    }
}
