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
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineConsolePasswordRequest;
import metalplant.wire.machine.MachineConsolePasswordResponse;
import metalplant.wire.machine.MachineReinstallRequest;

/** The operations that change what a machine is used for or does. */
public final class MachineLifeHttp implements Feature {
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
                Operation.post(PATH + "/allocate", "allocateMachine", Role.EDIT, this::allocate),
                Operation.delete(PATH + "/{id}/free", "freeMachine", Role.EDIT, this::free),
                Operation.post(PATH + "/{id}/reinstall", "reinstallMachine", Role.EDIT, this::reinstall),
                // A GET with a body, as its clients have always sent it.
                new Operation(
                        "GET",
                        PATH + "/consolepassword",
                        "getMachineConsolePassword",
                        Role.EDIT,
                        true,
                        this::consolePassword),
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
        return Operation.command(POWER + verb, id, Role.EDIT, call -> power(call, command));
    }

    private Answer allocate(Call call) {
        var command = AllocateMapping.toCommand(call.body(MachineAllocateRequest.class), call.caller());
        return Answer.ok(answers.of(allocate.run(command)));
    }

    private Answer free(Call call) {
        return Answer.ok(answers.of(free.run(call.path("id"))));
    }

    private Answer reinstall(Call call) {
        var request = call.body(MachineReinstallRequest.class);
        return Answer.ok(answers.of(reinstall.run(call.path("id"), toText(request.imageId()))));
    }

    private Answer power(Call call, BmcCommand command) {
        var description = call.query("description").orElse("");
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
