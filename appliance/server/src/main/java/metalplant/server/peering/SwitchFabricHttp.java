package metalplant.server.peering;

import java.util.List;
import metalplant.core.peering.FabricModels;
import metalplant.core.peering.FabricReports;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.peering.FabricModelResponse;
import metalplant.wire.peering.FabricReportRequest;
import metalplant.wire.peering.FabricReportResponse;

/** What the agent of a switch asks and tells, beside what stock agents do. */
public final class SwitchFabricHttp implements Feature {
    private static final String PATH = "/v1/switch/{id}/fabric";

    private final FabricModels models;
    private final FabricReports reports;

    public SwitchFabricHttp(FabricModels models, FabricReports reports) {
        this.models = models;
        this.reports = reports;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "findSwitchFabric", Role.EDIT, this::get).answers(FabricModelResponse.class),
                Operation.post(PATH, "reportSwitchFabric", Role.EDIT, this::report)
                        .reads(FabricReportRequest.class)
                        .answers(FabricReportResponse.class)
                        .refuses(409));
    }

    private Answer get(Call call) {
        return Answer.ok(FabricMapping.toWire(models.get(call.path("id"))));
    }

    private Answer report(Call call) {
        var turn = reports.run(call.path("id"), FabricMapping.toReport(call.body(FabricReportRequest.class)));
        return Answer.ok(new FabricReportResponse(
                models.get(call.path("id")).version(),
                turn.map(each -> new FabricReportResponse.Turn(each.granted(), each.message()))
                        .orElse(null)));
    }
}
