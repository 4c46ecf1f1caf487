package metalplant.rack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.HardwareProfile;
import metalplant.rack.inventory.Seed;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.server.Phase;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.server.Step;
import metalplant.rack.server.Trace;
import metalplant.rack.time.Pace;

/** A scripted rack with its plant, and the words in which tests speak of it. */
final class TestRacks {
    final ScriptedLoop loop = new ScriptedLoop();
    final ScriptedPlant plant = new ScriptedPlant(loop);
    final List<String> trace = new ArrayList<>();
    final Simulation simulation;

    private TestRacks(long seed, int machines, String faults) {
        var setup = new Simulation.Setup(
                new Seed("test", seed), machines, HardwareProfile.DEFAULT, Faults.parse(faults), Pace.DEFAULT, 64);
        this.simulation = new Simulation(setup, plant, loop, new Trace() {
            @Override
            public void moved(ServerSpec server, Step from, Step to) {
                trace.add(loop.now() + " " + server.name() + " " + from + " " + to);
            }

            @Override
            public void troubled(ServerSpec server, String reason) {
                trace.add(loop.now() + " " + server.name() + " " + reason);
            }
        });
    }

    static TestRacks of(long seed, int machines, String faults) {
        return new TestRacks(seed, machines, faults);
    }

    /** Switched on, and all servers wait. */
    static TestRacks waiting(int machines, String faults) {
        var rack = new TestRacks(1, machines, faults);
        rack.simulation.start();
        rack.until(Phase.WAITING, machines);
        return rack;
    }

    void until(Phase phase, int servers) {
        loop.runUntil(() -> in(phase) == servers, Duration.ofMinutes(5));
    }

    void until(SimulatedServer server, Phase phase) {
        loop.runUntil(() -> server.state().step().phase() == phase, Duration.ofMinutes(5));
    }

    long in(Phase phase) {
        return simulation.servers().stream()
                .filter(server -> server.state().step().phase() == phase)
                .count();
    }

    SimulatedServer server(int number) {
        return simulation.servers().get(number - 1);
    }

    /** A message as the plant publishes it, for this server's BMC. */
    byte[] message(String type, String word, SimulatedServer server) {
        return message(
                type,
                word,
                server,
                plant.bmcPasswords.getOrDefault(server.spec().uuid(), ""));
    }

    static byte[] message(String type, String word, SimulatedServer server, String password) {
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("old", server.spec().uuid());
        var command = event.putObject("cmd").put("target", server.spec().uuid());
        if (!word.isEmpty()) {
            command.put("cmd", word);
        }
        command.putObject("ipmi")
                .put("address", server.spec().bmc().address())
                .put("user", "metal")
                .put("password", password);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Delivers a fresh message. */
    void deliver(String type, String word, SimulatedServer server) {
        simulation.bmcs().take(message(type, word, server), loop.now());
    }
}
