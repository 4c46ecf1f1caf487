package metalplant.fabric.check;

import java.util.ArrayDeque;
import java.util.HashSet;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Partition;

/** Where cables lead. */
final class Cables {
    private Cables() {}

    /** Whether what is of a partition comes to another one, over exits of others perhaps: those of one partition hear nothing of each other. */
    static boolean join(Zone zone, Partition from, int wanted) {
        var seen = new HashSet<String>();
        var next = new ArrayDeque<String>();
        from.exits().stream().map(Exit::name).forEach(next::add);
        while (!next.isEmpty()) {
            var exit = next.remove();
            if (!seen.add(exit)) {
                continue;
            }
            if (zone.ofExit(exit).filter(each -> each.number() == wanted).isPresent()) {
                return true;
            }
            for (var cable : zone.cables()) {
                if (cable.exit1().equals(exit)) {
                    next.add(cable.exit2());
                } else if (cable.exit2().equals(exit)) {
                    next.add(cable.exit1());
                }
            }
        }
        return false;
    }
}
