package metalplant.server.firewall;

import java.util.List;
import metalplant.core.machine.FindMachines;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.server.machine.MachineList;
import metalplant.server.machine.MachineMapping;
import metalplant.server.machine.MachineQueries;
import metalplant.wire.machine.MachineFindRequest;
import metalplant.wire.machine.MachineResponse;

/** Firewalls: find, list, get. A firewall is an allocated machine with that role, whatever the caller's filter says. */
public final class FirewallHttp implements Feature {
    private final FindMachines find;
    private final MachineList list;

    public FirewallHttp(FindMachines find) {
        this.find = find;
        this.list = new MachineList(find);
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/firewall", "listFirewalls", metalplant.door.Role.VIEW, _ -> list(MachineQuery.ALL))
                        .lists(MachineResponse.class, "v1.FirewallResponse"),
                Operation.post("/v1/firewall/find", "findFirewalls", metalplant.door.Role.VIEW, this::find)
                        .reads(MachineFindRequest.class, "v1.FirewallFindRequest")
                        .lists(MachineResponse.class, "v1.FirewallResponse"),
                Operation.get("/v1/firewall/{id}", "findFirewall", metalplant.door.Role.VIEW, this::get)
                        .answers(MachineResponse.class, "v1.FirewallResponse"));
    }

    private Answer list(MachineQuery query) {
        return list.answer(query.withRole(Role.FIREWALL), MachineMapping::toWire);
    }

    private Answer find(Call call) {
        return MachineQueries.of(call.body(MachineFindRequest.class))
                .map(this::list)
                .orElseGet(() -> Answer.ok(List.of()));
    }

    private Answer get(Call call) {
        return Answer.ok(MachineMapping.toWire(find.getFirewall(call.path("id"))));
    }
}
