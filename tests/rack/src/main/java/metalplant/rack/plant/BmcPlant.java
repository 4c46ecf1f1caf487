package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import metalplant.rack.plant.Outcome.Done;

/** What the agent beside the BMCs tells the plant. */
public interface BmcPlant {
    /** A report about many BMCs; the answer comes on the loop. */
    void reportBmcs(JsonNode reports, Consumer<Outcome<Done>> answer);
}
