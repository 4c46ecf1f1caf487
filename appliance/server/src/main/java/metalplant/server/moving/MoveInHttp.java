package metalplant.server.moving;

import java.util.List;
import java.util.Optional;
import metalplant.core.machine.FindMachines;
import metalplant.core.moving.MoveIn;
import metalplant.core.network.AdoptNetwork;
import metalplant.core.switches.Switches;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.server.machine.MachineMapping;
import metalplant.server.network.NetworkMapping;
import metalplant.server.switches.SwitchMapping;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.moving.MachineMoveRequest;
import metalplant.wire.network.NetworkResponse;
import metalplant.wire.switches.SwitchResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/plant/import}: things that no operation of metal-api makes as they are. Each takes the document with which the other
 * installation shows the thing; what a plant knows better (usage, times, references in whole) is not read.
 */
public final class MoveInHttp implements Feature {
    private static final String PATH = "/v1/plant/import/";

    private final AdoptNetwork networks;
    private final MoveIn moveIn;
    private final FindMachines machines;
    private final Switches switches;

    public MoveInHttp(AdoptNetwork networks, MoveIn moveIn, FindMachines machines, Switches switches) {
        this.networks = networks;
        this.moveIn = moveIn;
        this.machines = machines;
        this.switches = switches;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.put(PATH + "network", "importNetwork", Role.ADMIN, this::network)
                        .creates()
                        .reads(NetworkResponse.class)
                        .answers(NetworkResponse.class),
                Operation.put(PATH + "machine", "importMachine", Role.ADMIN, this::machine)
                        .creates()
                        .reads(MachineMoveRequest.class)
                        .answers(MachineResponse.class),
                Operation.put(PATH + "switch", "importSwitch", Role.ADMIN, this::leaf)
                        .creates()
                        .reads(SwitchResponse.class)
                        .answers(SwitchResponse.class));
    }

    private Answer network(Call call) {
        var request = MoveInMapping.network(call.body(NetworkResponse.class));
        return Answer.created(NetworkMapping.toWire(networks.run(request)));
    }

    private Answer machine(Call call) {
        var request = call.body(MachineMoveRequest.class);
        var said = given(request.machine());
        var machine = MoveInMapping.machine(said, Optional.ofNullable(request.ipmi()));
        var stored = moveIn.machine(machine, MoveInMapping.events(said));
        return Answer.created(MachineMapping.toWire(machines.of(stored)));
    }

    private static MachineResponse given(@Nullable MachineResponse machine) {
        if (machine == null) {
            throw Problem.bad("machine must be given");
        }
        return machine;
    }

    private Answer leaf(Call call) {
        var stored = moveIn.leaf(MoveInMapping.leaf(call.body(SwitchResponse.class)));
        return Answer.created(SwitchMapping.toWire(switches.shown(stored.id())));
    }
}
