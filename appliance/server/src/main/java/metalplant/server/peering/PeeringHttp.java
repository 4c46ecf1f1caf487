package metalplant.server.peering;

import java.util.List;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.PeeringView;
import metalplant.core.peering.Peerings;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.peering.FabricFindingResponse;
import metalplant.wire.peering.PeeringFindRequest;
import metalplant.wire.peering.PeeringRequest;
import metalplant.wire.peering.PeeringResponse;

/** Peerings: create, find, update, delete; and what switches found. */
public final class PeeringHttp implements Feature {
    private static final String PATH = "/v1/peering";

    private final Peerings peerings;
    private final FabricReports reports;

    public PeeringHttp(Peerings peerings, FabricReports reports) {
        this.peerings = peerings;
        this.reports = reports;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listPeerings", Role.VIEW, this::list).lists(PeeringResponse.class),
                Operation.put(PATH, "createPeering", Role.EDIT, this::create)
                        .reads(PeeringRequest.class)
                        .answers(PeeringResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updatePeering", Role.EDIT, this::update)
                        .reads(PeeringRequest.class)
                        .answers(PeeringResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/find", "findPeerings", Role.VIEW, this::find)
                        .reads(PeeringFindRequest.class)
                        .lists(PeeringResponse.class),
                Operation.get(PATH + "/findings", "listFabricFindings", Role.VIEW, this::findings)
                        .lists(FabricFindingResponse.class),
                Operation.get(PATH + "/{id}", "findPeering", Role.VIEW, this::get)
                        .answers(PeeringResponse.class),
                Operation.delete(PATH + "/{id}", "deletePeering", Role.EDIT, this::delete)
                        .answers(PeeringResponse.class));
    }

    private Answer list(Call call) {
        return Answer.ok(toWire(peerings.list()));
    }

    private Answer find(Call call) {
        return Answer.ok(toWire(peerings.find(PeeringMapping.toQuery(call.body(PeeringFindRequest.class)))));
    }

    private static List<PeeringResponse> toWire(List<PeeringView> views) {
        return views.stream().map(PeeringMapping::toWire).toList();
    }

    private Answer get(Call call) {
        return Answer.ok(PeeringMapping.toWire(peerings.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var wanted = PeeringMapping.toCreate(call.body(PeeringRequest.class));
        return Answer.created(PeeringMapping.toWire(peerings.create(wanted, isAdmin(call))));
    }

    private Answer update(Call call) {
        var change = PeeringMapping.toChange(call.body(PeeringRequest.class));
        return Answer.ok(PeeringMapping.toWire(peerings.update(change, isAdmin(call))));
    }

    private Answer delete(Call call) {
        return Answer.ok(PeeringMapping.toWire(peerings.delete(call.path("id"), isAdmin(call))));
    }

    private static boolean isAdmin(Call call) {
        return call.caller().may(Role.ADMIN);
    }

    private Answer findings(Call call) {
        return Answer.rows(sink -> reports.eachFinding(found -> sink.accept(PeeringHttp.toWire(found))));
    }

    private static FabricFindingResponse toWire(FabricReports.Found found) {
        var finding = found.finding();
        return new FabricFindingResponse(
                found.switchId(),
                found.partitionId(),
                found.reported(),
                finding.rule(),
                finding.vrf(),
                finding.prefix(),
                finding.source(),
                finding.message(),
                finding.quarantined());
    }
}
