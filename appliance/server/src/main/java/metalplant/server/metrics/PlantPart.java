package metalplant.server.metrics;

import static metalplant.server.metrics.MachinePart.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What is this plant's own: federation, ledger, escrow, queue, database, process. */
final class PlantPart {
    private final Documents documents;
    private final boolean federation;
    private final LongSupplier queue;
    private final LongSupplier retries;

    /** @param federation whether the plant can have one */
    PlantPart(Documents documents, boolean federation, LongSupplier queue, LongSupplier retries) {
        this.documents = documents;
        this.federation = federation;
        this.queue = queue;
        this.retries = retries;
    }

    void process(Page page) {
        var runtime = Runtime.getRuntime();
        page.add(Metric.MEMORY, runtime.totalMemory() - runtime.freeMemory());
        page.add(Metric.RETRIES, retries.getAsLong());
    }

    void queue(Page page) {
        page.add(Metric.QUEUE, queue.getAsLong());
    }

    void federation(Page page) {
        if (!federation) {
            return;
        }
        var now = documents.get("/v1/federation");
        page.add(Metric.LEDGER_HEAD, now.path("head").asDouble());
        page.add(Metric.LEDGER_EPOCH, now.path("epoch").asDouble());
        page.add(Metric.LEDGER_WRITABLE, now.path("canwrite").asBoolean() ? 1 : 0);
        page.add(Metric.ALARMS, now.path("alarms").size());
        members(page, now.path("members"));
        now.path("pools").forEach(pool -> {
            var id = text(pool, "/id");
            var kind = text(pool, "/kind");
            page.add(Metric.ESCROW_MINE, pool.path("mine").asDouble(), id, kind);
            page.add(Metric.ESCROW_FREE, pool.path("free").asDouble(), id, kind);
            page.add(Metric.ESCROW_OTHERS, pool.path("others").asDouble(), id, kind);
        });
    }

    private static void members(Page page, JsonNode members) {
        Map<String, Integer> byStatus = new TreeMap<>();
        members.forEach(member -> {
            byStatus.merge(text(member, "/status"), 1, Integer::sum);
            if (!member.path("self").asBoolean()) {
                page.add(
                        Metric.MEMBER_CONTACT, member.path("lastcontactseconds").asDouble(-1), text(member, "/label"));
                var trip = member.path("rttmillis");
                if (trip.isNumber()) {
                    page.add(Metric.MEMBER_RTT, trip.doubleValue(), text(member, "/label"));
                }
            }
        });
        byStatus.forEach((status, count) -> page.add(Metric.MEMBERS, count, status));
    }
}
