package metalplant.bootstrap.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bmc.driver.Controller;
import metalplant.cli.api.PlantApi;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.machine.MachineBook;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Machines as the plant's API knows them, and those of other plants as its router does. */
final class ApiBook implements MachineBook {
    private static final int NOT_FOUND = 404;
    private static final int IPMI_PORT = 623;
    private static final int KEYS_MAX = 1_000;

    private final PlantApi own;
    private final PlantApi all;
    private final Login login;

    /** Who is asked for at controllers of which the plant knows no user; "" = nobody. */
    record Login(String user, String password) {}

    /** @param all the router of this plant */
    ApiBook(PlantApi own, PlantApi all, Login login) {
        this.own = own;
        this.all = all;
        this.login = login;
    }

    @Override
    public Optional<ConsoleMachine> find(String id) {
        return find(own, id, true).or(() -> find(all, id, false));
    }

    private static Optional<ConsoleMachine> find(PlantApi api, String id, boolean here) {
        var answer = api.get("v1/machine/" + id);
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(machine(id, here, good(answer)));
    }

    private static JsonNode good(PlantApi.Answer answer) {
        if (!answer.isGood()) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant's API answers %s".formatted(answer.text()));
        }
        return answer.body();
    }

    static ConsoleMachine machine(String id, boolean here, JsonNode body) {
        var partition = body.path("partition");
        var allocation = body.path("allocation");
        return new ConsoleMachine(
                id,
                partition.path("id").asText(),
                here,
                partition.path("mgmtserviceaddress").asText(""),
                allocation.isObject() ? Optional.of(holding(allocation)) : Optional.empty());
    }

    private static ConsoleMachine.Holding holding(JsonNode allocation) {
        var keys = new ArrayList<String>();
        for (var each : allocation.path("ssh_pub_keys")) {
            if (keys.size() < KEYS_MAX) {
                keys.add(each.asText());
            }
        }
        return new ConsoleMachine.Holding(
                allocation.path("allocationuuid").asText() + " "
                        + allocation.path("created").asText(),
                allocation.path("project").asText(),
                // What is not said to be a machine is not opened with its keys.
                !allocation.path("role").asText().equals("machine"),
                keys);
    }

    @Override
    public Controller controller(String id) {
        var answer = own.get("v1/machine/%s/ipmi".formatted(id));
        if (answer.status() == NOT_FOUND) {
            throw unknown("the plant does not know this machine any more");
        }
        return controller(good(answer).path("ipmi"));
    }

    private Controller controller(JsonNode ipmi) {
        var address = ipmi.path("address").asText();
        if (address.isEmpty()) {
            throw unknown("the plant knows no management controller of this machine: nobody has reported one yet");
        }
        boolean known = !ipmi.path("user").asText().isEmpty();
        if (!known && login.user().isEmpty()) {
            throw unknown("the plant knows no user of the management controller %s".formatted(address));
        }
        int colon = address.lastIndexOf(':');
        boolean port = colon > 0 && address.substring(colon + 1).matches("[0-9]{1,5}");
        return new Controller(
                (port ? address.substring(0, colon) : address).replaceAll("^\\[|]$", ""),
                port ? Integer.parseInt(address.substring(colon + 1)) : IPMI_PORT,
                known ? ipmi.path("user").asText() : login.user(),
                known ? ipmi.path("password").asText() : login.password());
    }

    private static Problem unknown(String why) {
        return Problem.of(ProblemCode.BMC_REFUSED, why);
    }

    /** All machines of this plant that have a controller. @throws Problem TOO_BUSY */
    List<String> ids() {
        var ids = new ArrayList<String>();
        for (var each : good(own.get("v1/machine"))) {
            var id = each.path("id").asText();
            if (ConsoleMachine.isId(id)) {
                ids.add(id);
            }
        }
        return ids;
    }
}
