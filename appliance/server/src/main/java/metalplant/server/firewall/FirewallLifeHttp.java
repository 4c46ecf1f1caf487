package metalplant.server.firewall;

import java.util.List;
import metalplant.core.machine.AllocateMachine;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.server.machine.AllocateMapping;
import metalplant.server.machine.MachineAnswers;
import metalplant.wire.machine.FirewallCreateRequest;
import metalplant.wire.machine.MachineResponse;

/** Allocates firewalls; they are freed, switched and reinstalled as machines. */
public final class FirewallLifeHttp implements Feature {
    private final AllocateMachine allocate;
    private final MachineAnswers answers;

    public FirewallLifeHttp(AllocateMachine allocate, MachineAnswers answers) {
        this.allocate = allocate;
        this.answers = answers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("/v1/firewall/allocate", "allocateFirewall", Role.EDIT, this::allocate)
                .reads(FirewallCreateRequest.class)
                .answers(MachineResponse.class, "v1.FirewallResponse"));
    }

    private Answer allocate(Call call) {
        var command = AllocateMapping.toCommand(call.body(FirewallCreateRequest.class), call.caller());
        return Answer.ok(answers.of(allocate.run(command)));
    }
}
