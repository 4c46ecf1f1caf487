package metalplant.rack.bmc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import metalplant.rack.count.Count;
import metalplant.rack.count.Counters;
import metalplant.rack.inventory.ServerSpec.Fru;
import metalplant.rack.plant.BmcPlant;
import metalplant.rack.plant.Outcome;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.time.Loop;
import metalplant.rack.time.Pace;

/**
 * Reports every BMC that answers, again and again. A big partition goes in several requests, one after the other, as
 * several agents would; the next round begins when the last one is through.
 */
public final class BmcReporter {
    private static final Duration EVERY = Duration.ofMinutes(5);
    /** However fast the rack lives: reports load the plant no more than 10,000 servers do in the field. */
    private static final Duration PER_SERVER = EVERY.dividedBy(10_000);

    private static final int SERVERS_PER_REQUEST = 512;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String partition;
    private final Loop loop;
    private final Duration period;
    private final BmcPlant plant;
    private final BmcRoom room;
    private final List<SimulatedServer> servers;
    private final Counters counters;

    public BmcReporter(
            String partition,
            Loop loop,
            Pace pace,
            BmcPlant plant,
            BmcRoom room,
            List<SimulatedServer> servers,
            Counters counters) {
        this.partition = partition;
        this.loop = loop;
        this.period = longer(pace.period(EVERY), PER_SERVER.multipliedBy(servers.size()));
        this.plant = plant;
        this.room = room;
        this.servers = List.copyOf(servers);
        this.counters = counters;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** The first report comes after one period, as in the field. */
    public void start() {
        loop.after(period, () -> report(0));
    }

    private void report(int from) {
        int to = Math.min(from + SERVERS_PER_REQUEST, servers.size());
        if (from >= to) {
            start();
            return;
        }
        plant.reportBmcs(request(servers.subList(from, to)), outcome -> {
            switch (outcome) {
                case Outcome.Ok<Done> _ -> counters.add(Count.BMC_REPORTS);
                case Outcome.Failed<Done> _ -> counters.callFailed("ipmi-report");
            }
            report(to);
        });
    }

    private ObjectNode request(List<SimulatedServer> some) {
        ObjectNode request = JSON.objectNode().put("partitionid", partition);
        ObjectNode reports = request.putObject("reports");
        for (SimulatedServer server : some) {
            if (room.answers(server)) {
                reports.set(server.spec().uuid(), report(server));
            }
        }
        return request;
    }

    private static ObjectNode report(SimulatedServer server) {
        boolean power = server.state().step().hasPower();
        float watts = power ? 120 : 8;
        ObjectNode report = JSON.objectNode()
                .put("BMCIp", server.spec().bmc().host())
                .put("BIOSVersion", "2.1a")
                .put("BMCVersion", "01.04.05")
                .put("PowerState", power ? "ON" : "OFF")
                .put("IndicatorLEDState", server.state().led() ? "LED-ON" : "LED-OFF");
        report.set("FRU", fru(server.spec().bmc().fru()));
        report.putObject("PowerMetric")
                .put("averageconsumedwatts", watts)
                .put("intervalinmin", 5f)
                .put("maxconsumedwatts", watts + 4)
                .put("minconsumedwatts", watts - 4);
        report.putArray("PowerSupplies")
                .addObject()
                .putObject("status")
                .put("health", "OK")
                .put("state", "Enabled");
        return report;
    }

    private static ObjectNode fru(Fru fru) {
        return JSON.objectNode()
                .put("chassis_part_number", fru.chassisPartNumber())
                .put("chassis_part_serial", fru.chassisPartSerial())
                .put("board_mfg", fru.boardMfg())
                .put("board_mfg_serial", fru.boardMfgSerial())
                .put("board_part_number", fru.boardPartNumber())
                .put("product_manufacturer", fru.productManufacturer())
                .put("product_part_number", fru.productPartNumber())
                .put("product_serial", fru.productSerial());
    }
}
