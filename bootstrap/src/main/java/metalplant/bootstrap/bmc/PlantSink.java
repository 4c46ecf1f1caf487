package metalplant.bootstrap.bmc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import metalplant.bmc.command.CommandResult;
import metalplant.bmc.command.ResultSink;
import metalplant.bmc.report.Finding;
import metalplant.bmc.report.ReportSink;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.machine.Bmc;

/** Takes results and reports to the plant's API, the reports as metal-bmc writes them. */
public final class PlantSink implements ResultSink, ReportSink {
    /** Type of the key that opens what is told here, and nothing else. */
    public static final String KEY = "Metal-Controllers";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    /** A partition of many machines goes in several requests. */
    private static final int MACHINES_PER_REQUEST = 512;

    private final PlantApi api;
    private final String partition;

    /** @param api with a key of type {@link #KEY}, or one of the role edit */
    public PlantSink(PlantApi api, String partition) {
        this.api = api;
        this.partition = partition;
    }

    @Override
    public void take(List<CommandResult> results) {
        var request = JSON.objectNode().put("partitionid", partition);
        var list = request.putArray("results");
        for (var result : results) {
            list.addObject()
                    .put("machineid", result.machineId())
                    .put("command", result.command())
                    .put("state", result.state().name().toLowerCase(Locale.ROOT))
                    .put("message", result.message())
                    .put("time", result.at().toString());
        }
        post("v1/machine/ipmi/result", request);
    }

    @Override
    public void report(List<Finding> findings) {
        for (int from = 0; from < findings.size(); from += MACHINES_PER_REQUEST) {
            var request = JSON.objectNode().put("partitionid", partition);
            var reports = request.putObject("reports");
            for (var finding : findings.subList(from, Math.min(findings.size(), from + MACHINES_PER_REQUEST))) {
                reports.set(finding.facts().machineId(), report(finding));
            }
            post("v1/machine/ipmi", request);
        }
    }

    private void post(String path, ObjectNode request) {
        var answer = api.post(path, request);
        if (!answer.isGood()) {
            boolean later = answer.status() >= SERVER_ERROR || answer.status() == TOO_MANY;
            throw Problem.of(
                    later ? ProblemCode.TOO_BUSY : ProblemCode.BAD_REQUEST,
                    "the plant answers %s".formatted(answer.text()));
        }
    }

    private static ObjectNode report(Finding finding) {
        var facts = finding.facts();
        var report = JSON.objectNode()
                .put("BMCIp", finding.lease().ip())
                .put("BIOSVersion", facts.biosVersion())
                .put("BMCVersion", facts.bmcVersion())
                .put("PowerState", facts.powerOn().map(on -> on ? "ON" : "OFF").orElse("UNKNOWN"))
                .put(
                        "IndicatorLEDState",
                        facts.ledOn().map(on -> on ? "LED-ON" : "LED-OFF").orElse(""));
        report.set("FRU", fru(facts.fru()));
        facts.powerMetric()
                .ifPresent(metric -> report.putObject("PowerMetric")
                        .put("averageconsumedwatts", metric.averageWatts())
                        .put("intervalinmin", metric.intervalMinutes())
                        .put("maxconsumedwatts", metric.maxWatts())
                        .put("minconsumedwatts", metric.minWatts()));
        var supplies = report.putArray("PowerSupplies");
        facts.powerSupplies()
                .forEach(supply -> supplies.addObject()
                        .putObject("status")
                        .put("health", supply.health())
                        .put("state", supply.state()));
        return report;
    }

    private static ObjectNode fru(Bmc.Fru fru) {
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
