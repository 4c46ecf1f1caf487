package metalplant.rack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metalplant.rack.bmc.BmcReporter;
import metalplant.rack.bmc.BmcRoom;
import metalplant.rack.count.CommandLog;
import metalplant.rack.count.Counters;
import metalplant.rack.fault.Fault;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.HardwareProfile;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.RackPlan;
import metalplant.rack.inventory.Seed;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.inventory.ServerSpec.Cable;
import metalplant.rack.leaf.SimulatedLeaf;
import metalplant.rack.plant.BmcPlant;
import metalplant.rack.plant.BootPlant;
import metalplant.rack.plant.SwitchPlant;
import metalplant.rack.server.BootGate;
import metalplant.rack.server.Input;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.server.Surroundings;
import metalplant.rack.server.Trace;
import metalplant.rack.time.Loop;
import metalplant.rack.time.Pace;

/**
 * All servers, leaves and BMCs of a partition, put together. The servers of a rack get power when both of its leaves are
 * known to the plant, because there is no boot network before. Lives on the loop.
 */
public final class Simulation {
    /**
     * What a simulation is made from.
     *
     * @param bootingMax how many servers may boot at once
     */
    public record Setup(Seed seed, int machines, HardwareProfile hardware, Faults faults, Pace pace, int bootingMax) {}

    private final Setup setup;
    private final Loop loop;
    private final Counters counters = new Counters();
    private final CommandLog commands = new CommandLog();
    private final BootGate gate;
    private final BmcRoom room;
    private final BmcReporter reporter;
    private final Map<String, SimulatedServer> servers = new LinkedHashMap<>();
    private final Map<String, SimulatedLeaf> leaves = new LinkedHashMap<>();

    public <P extends BootPlant & SwitchPlant & BmcPlant> Simulation(Setup setup, P plant, Loop loop, Trace trace) {
        this.setup = setup;
        this.loop = loop;
        this.gate = new BootGate(setup.bootingMax());
        this.room = new BmcRoom(loop, setup.seed(), setup.faults(), counters, commands);
        var plan = RackPlan.of(setup.seed(), setup.machines(), setup.hardware(), this::wronglyCabled);
        for (LeafSpec leaf : plan.leaves()) {
            leaves.put(leaf.id(), leaf(leaf, plant));
        }
        var around = new Surroundings(
                loop, setup.seed(), setup.pace(), setup.faults(), gate, plant, this::appeared, counters, trace);
        for (ServerSpec spec : plan.servers()) {
            install(new SimulatedServer(spec, around));
        }
        this.reporter = new BmcReporter(setup.seed().partition(), loop, setup.pace(), plant, room, servers(), counters);
    }

    private boolean wronglyCabled(String server) {
        return setup.faults().strikes(Fault.WRONG_CABLE, server, setup.seed().stream(server, "cable"));
    }

    private SimulatedLeaf leaf(LeafSpec spec, SwitchPlant plant) {
        var chance = setup.seed().stream(spec.id(), "leaf");
        return new SimulatedLeaf(spec, loop, setup.pace(), plant, counters, chance, () -> leafRegistered(spec.rack()));
    }

    private void install(SimulatedServer server) {
        servers.put(server.spec().name(), server);
        room.install(server);
        for (Cable cable : server.spec().cables()) {
            plugged(cable).plug(cable, server);
        }
    }

    private SimulatedLeaf plugged(Cable cable) {
        var leaf = leaves.get(cable.leaf());
        if (leaf == null) {
            throw new IllegalStateException("the plan cables to a leaf that it does not have: " + cable.leaf());
        }
        return leaf;
    }

    private void appeared(ServerSpec server) {
        for (Cable cable : server.cables()) {
            plugged(cable).systemAppeared();
        }
    }

    private void leafRegistered(String rack) {
        boolean both = leaves.values().stream()
                .filter(leaf -> leaf.spec().rack().equals(rack))
                .allMatch(SimulatedLeaf::isRegistered);
        if (both) {
            for (SimulatedServer server : servers.values()) {
                if (server.spec().rack().equals(rack)) {
                    server.accept(new Input.Power(Input.Button.ON));
                }
            }
        }
    }

    /** Switches the rack on. */
    public void start() {
        leaves.values().forEach(SimulatedLeaf::start);
        reporter.start();
    }

    public List<SimulatedServer> servers() {
        return new ArrayList<>(servers.values());
    }

    public List<SimulatedLeaf> leaves() {
        return new ArrayList<>(leaves.values());
    }

    public BmcRoom bmcs() {
        return room;
    }

    public Counters counters() {
        return counters;
    }

    public CommandLog commands() {
        return commands;
    }

    public Setup setup() {
        return setup;
    }
}
