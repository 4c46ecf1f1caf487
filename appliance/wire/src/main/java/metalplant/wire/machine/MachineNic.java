package metalplant.wire.machine;

import java.util.List;
import metalplant.wire.Absent;

/**
 * A network card.
 *
 * @param neighbors never null; one level deep: the list of a neighbour is empty
 */
public record MachineNic(String identifier, String mac, String name, List<MachineNic> neighbors) {
    public MachineNic {
        neighbors = Absent.toEmpty(neighbors);
    }
}
