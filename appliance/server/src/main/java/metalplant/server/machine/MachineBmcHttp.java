package metalplant.server.machine;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.TreeMap;
import metalplant.core.machine.BmcReports;
import metalplant.core.machine.BmcResults;
import metalplant.core.machine.FindMachines;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.machine.MachineBmcResults;
import metalplant.wire.machine.MachineBmcResultsResponse;
import metalplant.wire.machine.MachineFindRequest;
import metalplant.wire.machine.MachineIPMIResponse;
import metalplant.wire.machine.MachineIpmiReportResponse;
import metalplant.wire.machine.MachineIpmiReports;

/** What BMC agents report, and machines shown with it. */
public final class MachineBmcHttp implements Feature {
    private final BmcReports reports;
    private final BmcResults results;
    private final FindMachines find;
    private final MachineList list;

    public MachineBmcHttp(BmcReports reports, BmcResults results, FindMachines find) {
        this.reports = reports;
        this.results = results;
        this.find = find;
        this.list = new MachineList(find);
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post("/v1/machine/ipmi", "ipmiReport", Role.EDIT, this::report)
                        .reads(MachineIpmiReports.class)
                        .answers(MachineIpmiReportResponse.class),
                Operation.post("/v1/machine/ipmi/result", "ipmiResult", Role.EDIT, this::results)
                        .reads(MachineBmcResults.class)
                        .answers(MachineBmcResultsResponse.class),
                Operation.post("/v1/machine/ipmi/find", "findIPMIMachines", Role.VIEW, this::find)
                        .reads(MachineFindRequest.class)
                        .lists(MachineIPMIResponse.class),
                Operation.get("/v1/machine/{id}/ipmi", "findIPMIMachine", Role.VIEW, this::get)
                        .answers(MachineIPMIResponse.class));
    }

    private Answer report(Call call) {
        var request = call.body(MachineIpmiReports.class);
        var parsed = new TreeMap<String, BmcReports.Report>();
        toEmpty(request.reports()).forEach((id, report) -> parsed.put(id, BmcMapping.toReport(report)));
        var outcome = reports.report(toText(request.partitionId()), parsed);
        return Answer.ok(new MachineIpmiReportResponse(outcome.created(), outcome.updated()));
    }

    private Answer results(Call call) {
        var request = call.body(MachineBmcResults.class);
        var parsed =
                toEmpty(request.results()).stream().map(BmcMapping::toResult).toList();
        return Answer.ok(new MachineBmcResultsResponse(results.report(toText(request.partitionId()), parsed)));
    }

    private Answer find(Call call) {
        return MachineQueries.of(call.body(MachineFindRequest.class))
                .map(query -> list.answer(query, BmcMapping::toWire))
                .orElseGet(() -> Answer.ok(List.of()));
    }

    private Answer get(Call call) {
        return Answer.ok(BmcMapping.toWire(find.get(call.path("id"))));
    }
}
