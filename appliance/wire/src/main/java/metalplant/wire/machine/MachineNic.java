package metalplant.wire.machine;

import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A network card.
 *
 * @param neighbors never null; one level deep: the list of a neighbour is empty
 */
public record MachineNic(
        @Required String identifier,
        @Required String mac,
        @Required String name,
        @Required List<MachineNic> neighbors) {
    public MachineNic {
        neighbors = Absent.toEmpty(neighbors);
    }
}
