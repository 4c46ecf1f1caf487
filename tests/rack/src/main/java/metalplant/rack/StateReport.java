package metalplant.rack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import metalplant.rack.count.CommandLog;
import metalplant.rack.leaf.SimulatedLeaf;
import metalplant.rack.server.Phase;
import metalplant.rack.server.SimulatedServer;

/** The simulation in one JSON object, for people, scripts and tests. Its keys are listed in the README. */
final class StateReport {
    /** Beyond this many servers only numbers are written: the file is renewed every second. */
    private static final int SERVERS_NAMED_MAX = 1000;

    private final Simulation simulation;

    StateReport(Simulation simulation) {
        this.simulation = simulation;
    }

    ObjectNode write(Instant now, long pid, boolean brokerConnected, boolean running) {
        var setup = simulation.setup();
        ObjectNode state = JsonNodeFactory.instance
                .objectNode()
                .put("pid", pid)
                .put("updated", now.toString())
                .put("running", running)
                .put("partition", setup.seed().partition())
                .put("seed", setup.seed().value())
                .put("machines", setup.machines())
                .put("broker_connected", brokerConnected);
        state.set("phases", phases());
        ObjectNode counters = state.putObject("counters");
        simulation.counters().all().forEach(counters::put);
        ObjectNode errors = state.putObject("call_errors");
        simulation.counters().callErrors().forEach(errors::put);
        state.set("leaves", leaves());
        if (setup.machines() <= SERVERS_NAMED_MAX) {
            servers(state);
        }
        commands(state);
        return state;
    }

    private ObjectNode phases() {
        var counts = new EnumMap<Phase, Integer>(Phase.class);
        for (SimulatedServer server : simulation.servers()) {
            counts.merge(server.state().step().phase(), 1, Integer::sum);
        }
        ObjectNode phases = JsonNodeFactory.instance.objectNode();
        for (Phase phase : Phase.values()) {
            phases.put(phase.word(), counts.getOrDefault(phase, 0));
        }
        return phases;
    }

    private ObjectNode leaves() {
        var leaves = simulation.leaves();
        long registered = leaves.stream().filter(SimulatedLeaf::isRegistered).count();
        return JsonNodeFactory.instance.objectNode().put("total", leaves.size()).put("registered", registered);
    }

    private void servers(ObjectNode state) {
        var servers = state.putArray("servers");
        for (SimulatedServer server : simulation.servers()) {
            var now = server.state();
            servers.addObject()
                    .put("name", server.spec().name())
                    .put("id", server.spec().uuid())
                    .put("rack", server.spec().rack())
                    .put("phase", now.step().phase().word())
                    .put("step", now.step().name())
                    .put("boot", now.target().name())
                    .put("led", now.led())
                    .put("system", now.systemOnDisk())
                    .put("allocation", now.allocationId())
                    .put("trouble", now.trouble());
        }
    }

    private void commands(ObjectNode state) {
        var commands = state.putArray("commands");
        for (CommandLog.Entry entry : simulation.commands().latest()) {
            commands.addObject()
                    .put("machine", entry.machine())
                    .put("server", entry.server())
                    .put("command", entry.word())
                    .put("at", entry.at().toString())
                    .put("sent", entry.sent().toString())
                    .put("allocation", entry.allocation())
                    .put("phase", entry.phase())
                    .put("fate", entry.fate());
        }
    }
}
