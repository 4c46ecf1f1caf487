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
    private final Optional<String> site;

    /** Who is asked for at controllers of which the plant knows no user; "" = nobody. */
    record Login(String user, String password) {}

    /**
     * Asks both.
     *
     * @param all the router of this plant
     * @param site the plant's partition, if the consoles of others are at their {@code mgmtserviceaddress} although this plant has their
     *     machines; empty if their controllers are reached from here
     */
    ApiBook(PlantApi own, PlantApi all, Login login, Optional<String> site) {
        this.own = own;
        this.all = all;
        this.login = login;
        this.site = site;
    }

    @Override
    public Optional<ConsoleMachine> find(String id) {
        return find(own, id)
                .map(body -> machine(id, isHere(body), body))
                .or(() -> find(all, id).map(body -> machine(id, false, body)));
    }

    private static Optional<JsonNode> find(PlantApi api, String id) {
        var answer = api.get("v1/machine/" + id);
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(good(answer));
    }

    /** Whether the controller of one of this plant's machines is reached from here. */
    private boolean isHere(JsonNode body) {
        var partition = body.path("partition");
        return site.isEmpty()
                || site.get().equals(partition.path("id").asText())
                || partition.path("mgmtserviceaddress").asText("").isEmpty();
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

    /** All machines of this plant whose controllers are reached from here. @throws Problem TOO_BUSY */
    List<String> ids() {
        var ids = new ArrayList<String>();
        for (var each : good(own.get("v1/machine"))) {
            var id = each.path("id").asText();
            if (ConsoleMachine.isId(id) && isHere(each)) {
                ids.add(id);
            }
        }
        return ids;
    }
}
