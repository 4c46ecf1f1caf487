package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.plant.Outcome.Done;

/** What a leaf asks the plant. Every answer comes on the loop, exactly once. */
public interface SwitchPlant {
    /** Tells the plant who it is and which ports it has. */
    void registerSwitch(LeafSpec leaf, JsonNode request, Consumer<Outcome<Done>> answer);

    /** What its ports should be, as the plant wrote it. */
    void findSwitch(LeafSpec leaf, Consumer<Outcome<JsonNode>> answer);

    /** How the last attempt went, and what the ports are. */
    void notifySwitch(LeafSpec leaf, JsonNode notice, Consumer<Outcome<Done>> answer);

    /**
     * Installed servers that were seen on its ports.
     *
     * @param seen server uuid to what it says about itself
     * @param answer the uuids that the plant could not store
     */
    void phonedHome(Map<String, String> seen, Consumer<Outcome<Set<String>>> answer);
}
