package metalplant.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;

/**
 * How far the machines of a partition are, as the plant counts them.
 *
 * @param machines all that ever registered
 * @param waiting ready to be allocated
 * @param allocated given away
 */
public record RackCount(int machines, int waiting, int allocated) {

    /** Asks the plant; empty while it cannot say. */
    public static Optional<RackCount> ask(PlantApi api, String partition) {
        var question =
                JsonNodeFactory.instance.objectNode().put("id", partition).putNull("projectid");
        try {
            var answer = api.post("v1/partition/capacity", question);
            return answer.isGood() ? Optional.of(sum(answer)) : Optional.empty();
        } catch (Problem _) {
            return Optional.empty();
        }
    }

    /**
     * How many machines can be had or are given away.
     *
     * @param trulyWaiting how many servers themselves say that they wait. What the plant counts may be left from before a
     *     restart: the event stays, the wait stream does not
     */
    public int settled(int trulyWaiting) {
        return Math.min(waiting, trulyWaiting) + allocated;
    }

    private static RackCount sum(PlantApi.Answer answer) {
        int machines = 0;
        int waiting = 0;
        int allocated = 0;
        for (var partition : answer.body()) {
            for (var size : partition.path("servers")) {
                machines += size.path("total").asInt();
                waiting += size.path("waiting").asInt();
                allocated += size.path("allocated").asInt();
            }
        }
        return new RackCount(machines, waiting, allocated);
    }
}
