package metalplant.rack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.Allocation;
import metalplant.rack.plant.BmcPlant;
import metalplant.rack.plant.BootPlant;
import metalplant.rack.plant.CallFailure;
import metalplant.rack.plant.Outcome;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.plant.SwitchPlant;
import metalplant.rack.time.Loop;

/** A plant in memory: answers after a millisecond, can be away, and remembers what it was told. */
final class ScriptedPlant implements BootPlant, SwitchPlant, BmcPlant {
    final List<String> told = new ArrayList<>();
    final Map<String, Allocation> allocations = new HashMap<>();
    final Map<String, String> bmcPasswords = new HashMap<>();
    final Map<String, JsonNode> notices = new HashMap<>();
    final Map<String, JsonNode> switches = new HashMap<>();
    final List<JsonNode> bmcReports = new ArrayList<>();
    boolean away;
    boolean oldSystem;
    Duration thinks = Duration.ofMillis(1);

    private final Map<String, Consumer<Outcome<Done>>> waits = new HashMap<>();
    private final Loop loop;

    ScriptedPlant(Loop loop) {
        this.loop = loop;
    }

    /** Gives the server to somebody and ends its wait. */
    void allocate(ServerSpec server, String allocation) {
        allocations.put(server.uuid(), new Allocation(allocation, "machine", false, Optional.empty()));
        endWait(server, Outcome.done());
    }

    void endWait(ServerSpec server, Outcome<Done> outcome) {
        var wait = waits.remove(server.uuid());
        if (wait != null) {
            loop.post(() -> wait.accept(outcome));
        }
    }

    boolean holds(ServerSpec server) {
        return waits.containsKey(server.uuid());
    }

    /** Goes away: all that waits breaks, all that calls gets no answer. */
    void goAway() {
        away = true;
        for (var wait : List.copyOf(waits.values())) {
            loop.post(() -> wait.accept(Outcome.failed(CallFailure.Kind.AWAY, "connection lost")));
        }
        waits.clear();
    }

    List<String> eventsOf(ServerSpec server) {
        String prefix = server.uuid() + " event ";
        return told.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .filter(event -> !event.equals("Alive"))
                .toList();
    }

    private <T> void answer(String line, T value, Consumer<Outcome<T>> answer) {
        told.add(line);
        Outcome<T> outcome = away ? Outcome.failed(CallFailure.Kind.AWAY, "away") : new Outcome.Ok<>(value);
        loop.after(thinks, () -> answer.accept(outcome));
    }

    @Override
    public void dhcp(ServerSpec server, Consumer<Outcome<Done>> answer) {
        answer(server.uuid() + " dhcp", Done.DONE, answer);
    }

    @Override
    public void boot(ServerSpec server, Consumer<Outcome<Done>> answer) {
        answer(server.uuid() + " boot " + server.pxeMac(), Done.DONE, answer);
    }

    @Override
    public void lease(ServerSpec server, Consumer<Outcome<Done>> answer) {
        answer(server.uuid() + " lease", Done.DONE, answer);
    }

    @Override
    public void event(ServerSpec server, String event, String message, Consumer<Outcome<Done>> answer) {
        answer(server.uuid() + " event " + event, Done.DONE, answer);
    }

    @Override
    public void superUserPassword(ServerSpec server, Consumer<Outcome<String>> answer) {
        answer(server.uuid() + " super-user", "secret", answer);
    }

    @Override
    public void register(ServerSpec server, String bmcPassword, Consumer<Outcome<Done>> answer) {
        bmcPasswords.put(server.uuid(), bmcPassword);
        answer(server.uuid() + " register " + bmcPassword, Done.DONE, answer);
    }

    @Override
    public void allocation(ServerSpec server, Consumer<Outcome<Optional<Allocation>>> answer) {
        answer(server.uuid() + " look", Optional.ofNullable(allocations.get(server.uuid())), answer);
    }

    @Override
    public Loop.Cancel waitForAllocation(ServerSpec server, Consumer<Outcome<Done>> answer) {
        told.add(server.uuid() + " wait");
        if (away) {
            loop.post(() -> answer.accept(Outcome.failed(CallFailure.Kind.AWAY, "away")));
        } else if (allocations.containsKey(server.uuid())) {
            loop.post(() -> answer.accept(Outcome.done()));
        } else {
            waits.put(server.uuid(), answer);
        }
        return () -> waits.remove(server.uuid(), answer);
    }

    @Override
    public void report(ServerSpec server, String consolePassword, Consumer<Outcome<Done>> answer) {
        answer(server.uuid() + " report " + consolePassword, Done.DONE, answer);
    }

    @Override
    public void abortReinstall(ServerSpec server, boolean diskWiped, Consumer<Outcome<Boolean>> answer) {
        answer(server.uuid() + " abort " + diskWiped, oldSystem, answer);
    }

    @Override
    public void leave(ServerSpec server) {
        told.add(server.uuid() + " leave");
    }

    @Override
    public void registerSwitch(LeafSpec leaf, JsonNode request, Consumer<Outcome<Done>> answer) {
        answer(leaf.id() + " register", Done.DONE, answer);
    }

    @Override
    public void findSwitch(LeafSpec leaf, Consumer<Outcome<JsonNode>> answer) {
        answer(leaf.id() + " find", switches.getOrDefault(leaf.id(), allInBootNetwork(leaf)), answer);
    }

    static JsonNode allInBootNetwork(LeafSpec leaf) {
        var document = JsonNodeFactory.instance.objectNode();
        var nics = document.putArray("nics");
        leaf.ports().forEach(port -> nics.addObject().put("name", port).put("vrf", ""));
        return document;
    }

    @Override
    public void notifySwitch(LeafSpec leaf, JsonNode notice, Consumer<Outcome<Done>> answer) {
        notices.put(leaf.id(), notice);
        answer(leaf.id() + " notify", Done.DONE, answer);
    }

    @Override
    public void phonedHome(Map<String, String> seen, Consumer<Outcome<Set<String>>> answer) {
        answer("phoned-home " + seen.keySet(), Set.of(), answer);
    }

    @Override
    public void reportBmcs(JsonNode reports, Consumer<Outcome<Done>> answer) {
        bmcReports.add(reports);
        answer("bmc-report", Done.DONE, answer);
    }
}
