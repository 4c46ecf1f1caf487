package metalplant.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import metalplant.bmc.driver.Controller;
import metalplant.console.access.AdminTokens;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.machine.MachineBook;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** What an API would say, in memory. It lies that it is always there, unless told otherwise. */
final class OneMachine implements MachineBook, AdminTokens {
    static final String ID = "00000000-0000-4000-8000-000000000001";
    static final String TOKEN = "token-of-an-admin";

    private final Map<String, ConsoleMachine> machines = new ConcurrentHashMap<>();
    private volatile Optional<Controller> controller = Optional.empty();
    private volatile boolean away;

    OneMachine with(ConsoleMachine machine) {
        machines.put(machine.id(), machine);
        return this;
    }

    OneMachine behind(Controller its) {
        controller = Optional.of(its);
        return this;
    }

    void goesAway() {
        away = true;
    }

    static ConsoleMachine free(boolean here) {
        return new ConsoleMachine(ID, here ? "here" : "there", here, "", Optional.empty());
    }

    static ConsoleMachine allocated(boolean here, String mark, String... keys) {
        return new ConsoleMachine(
                ID,
                here ? "here" : "there",
                here,
                "",
                Optional.of(new ConsoleMachine.Holding(mark, "project", false, List.of(keys))));
    }

    static ConsoleMachine firewall(String mark, String... keys) {
        return new ConsoleMachine(
                ID, "here", true, "", Optional.of(new ConsoleMachine.Holding(mark, "project", true, List.of(keys))));
    }

    private void ask() {
        if (away) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the API does not answer");
        }
    }

    @Override
    public Optional<ConsoleMachine> find(String id) {
        ask();
        return Optional.ofNullable(machines.get(id));
    }

    @Override
    public Controller controller(String id) {
        ask();
        return controller.orElseThrow(
                () -> Problem.of(ProblemCode.BMC_REFUSED, "the plant knows no management controller of this machine"));
    }

    @Override
    public String email(String token) {
        ask();
        if (!token.equals(TOKEN)) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "this token is nobody's");
        }
        return "admin@example.org";
    }
}
