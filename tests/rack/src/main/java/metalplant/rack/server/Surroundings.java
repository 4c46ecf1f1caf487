package metalplant.rack.server;

import metalplant.rack.count.Counters;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.Seed;
import metalplant.rack.plant.BootPlant;
import metalplant.rack.time.Loop;
import metalplant.rack.time.Pace;

/** What all servers of a rack share. */
public record Surroundings(
        Loop loop,
        Seed seed,
        Pace pace,
        Faults faults,
        BootGate gate,
        BootPlant plant,
        Neighbourhood neighbourhood,
        Counters counters,
        Trace trace) {}
