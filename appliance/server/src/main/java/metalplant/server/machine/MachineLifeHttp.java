package metalplant.server.machine;

import static metalplant.wire.Absent.toText;

import java.util.List;
import metalplant.core.bus.BmcCommand;
import metalplant.core.machine.AllocateMachine;
import metalplant.core.machine.ConsolePassword;
import metalplant.core.machine.FreeMachine;
import metalplant.core.machine.PowerMachine;
import metalplant.core.machine.ReinstallMachine;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineConsolePasswordRequest;
import metalplant.wire.machine.MachineConsolePasswordResponse;
import metalplant.wire.machine.MachineReinstallRequest;
import metalplant.wire.machine.MachineResponse;

/** The operations that change what a machine is used for or does. */
public final class MachineLifeHttp implements Feature {
    private static final String ALLOCATION = "allocationuuid";
    private static final String DESCRIPTION = "description";
    private static final String PATH = "/v1/machine";
    private static final String POWER = PATH + "/{id}/power/";

    private final AllocateMachine allocate;
    private final FreeMachine free;
    private final ReinstallMachine reinstall;
    private final PowerMachine power;
    private final ConsolePassword consolePassword;
    private final MachineAnswers answers;

    public MachineLifeHttp(
            AllocateMachine allocate,
            FreeMachine free,
            ReinstallMachine reinstall,
            PowerMachine power,
            ConsolePassword consolePassword,
            MachineAnswers answers) {
        this.allocate = allocate;
        this.free = free;
        this.reinstall = reinstall;
        this.power = power;
        this.consolePassword = consolePassword;
        this.answers = answers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post(PATH + "/allocate", "allocateMachine", Role.EDIT, this::allocate)
                        .reads(MachineAllocateRequest.class)
                        .answers(MachineResponse.class),
                Operation.delete(PATH + "/{id}/free", "freeMachine", Role.EDIT, this::free)
                        .query(ALLOCATION)
                        .answers(MachineResponse.class),
                Operation.post(PATH + "/{id}/reinstall", "reinstallMachine", Role.EDIT, this::reinstall)
                        .reads(MachineReinstallRequest.class)
                        .answers(MachineResponse.class)
                        .refuses(400),
                Operation.getWithBody(
                                PATH + "/consolepassword",
                                "getMachineConsolePassword",
                                Role.EDIT,
                                this::consolePassword)
                        .reads(MachineConsolePasswordRequest.class)
                        .answers(MachineConsolePasswordResponse.class),
                command("on", "machineOn", BmcCommand.ON),
                command("off", "machineOff", BmcCommand.OFF),
                command("reset", "machineReset", BmcCommand.RESET),
                command("cycle", "machineCycle", BmcCommand.CYCLE),
                command("bios", "machineBios", BmcCommand.BIOS),
                command("disk", "machineDisk", BmcCommand.DISK),
                command("pxe", "machinePxe", BmcCommand.PXE),
                command("chassis-identify-led-on", "chassisIdentifyLEDOn", BmcCommand.LED_ON),
                command("chassis-identify-led-off", "chassisIdentifyLEDOff", BmcCommand.LED_OFF));
    }

    private Operation command(String verb, String id, BmcCommand command) {
        var operation = Operation.command(POWER + verb, id, Role.EDIT, call -> power(call, command))
                .reads(EmptyBody.class)
                .answers(MachineResponse.class);
        return command.harmless() ? operation.query(DESCRIPTION) : operation;
    }

    private Answer allocate(Call call) {
        var command = AllocateMapping.toCommand(call.body(MachineAllocateRequest.class), call.caller());
        return Answer.ok(answers.of(allocate.run(command)));
    }

    /** {@link #ALLOCATION} is ours: only this allocation is meant. */
    private Answer free(Call call) {
        var id = call.path("id");
        return Answer.ok(answers.of(
                call.query(ALLOCATION).map(only -> free.runOf(id, only)).orElseGet(() -> free.run(id))));
    }

    private Answer reinstall(Call call) {
        var request = call.body(MachineReinstallRequest.class);
        return Answer.ok(answers.of(reinstall.run(call.path("id"), toText(request.imageId()))));
    }

    private Answer power(Call call, BmcCommand command) {
        var description = call.query(DESCRIPTION).orElse("");
        return Answer.ok(answers.of(power.run(call.path("id"), command, description)));
    }

    private Answer consolePassword(Call call) {
        var request = call.body(MachineConsolePasswordRequest.class);
        var id = toText(request.id());
        var password =
                consolePassword.run(id, toText(request.reason()), call.caller().email());
        return Answer.ok(new MachineConsolePasswordResponse(id, "", "", password));
    }
}
