package metalplant.server.machine;

import java.util.List;
import java.util.Optional;
import metalplant.core.machine.ChangeMachine;
import metalplant.core.machine.FindMachines;
import metalplant.door.Role;
import metalplant.model.machine.MachineQuery;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.machine.MachineFindRequest;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.machine.MachineState;
import metalplant.wire.machine.MachineUpdateRequest;

/** Machines: find, list, get, state, update, delete. */
public final class MachineHttp implements Feature {
    private final FindMachines find;
    private final ChangeMachine change;
    private final MachineAnswers answers;
    private final MachineList list;

    public MachineHttp(FindMachines find, ChangeMachine change, MachineAnswers answers) {
        this.find = find;
        this.change = change;
        this.answers = answers;
        this.list = new MachineList(find);
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/machine", "listMachines", Role.VIEW, _ -> list(MachineQuery.ALL))
                        .lists(MachineResponse.class),
                Operation.post("/v1/machine/find", "findMachines", Role.VIEW, this::find)
                        .reads(MachineFindRequest.class)
                        .lists(MachineResponse.class),
                Operation.get("/v1/machine/{id}", "findMachine", Role.VIEW, this::get)
                        .answers(MachineResponse.class),
                Operation.post("/v1/machine", "updateMachine", Role.ADMIN, this::update)
                        .reads(MachineUpdateRequest.class)
                        .answers(MachineResponse.class)
                        .refuses(409),
                Operation.post("/v1/machine/{id}/state", "setMachineState", Role.EDIT, this::setState)
                        .reads(MachineState.class)
                        .answers(MachineResponse.class),
                Operation.delete("/v1/machine/{id}", "deleteMachine", Role.ADMIN, this::delete)
                        .answers(MachineResponse.class));
    }

    private Answer list(MachineQuery query) {
        return list.answer(query, MachineMapping::toWire);
    }

    private Answer find(Call call) {
        return MachineQueries.of(call.body(MachineFindRequest.class))
                .map(this::list)
                .orElseGet(() -> Answer.ok(List.of()));
    }

    private Answer get(Call call) {
        return Answer.ok(MachineMapping.toWire(find.get(call.path("id"))));
    }

    private Answer update(Call call) {
        var request = call.body(MachineUpdateRequest.class);
        return Answer.ok(answers.of(change.update(
                Optional.ofNullable(request.id()).orElse(""),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.sshPubKeys()).orElse(List.of()),
                Optional.ofNullable(request.tags()).orElse(List.of()))));
    }

    private Answer setState(Call call) {
        var request = call.body(MachineState.class);
        var machine = change.setState(
                call.path("id"),
                MachineQueries.state(request.value()),
                request.description(),
                call.caller().email());
        return Answer.ok(answers.of(machine));
    }

    private Answer delete(Call call) {
        return Answer.ok(answers.of(change.delete(call.path("id"))));
    }
}
