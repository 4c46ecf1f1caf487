package metalplant.fabric.cabling;

import java.util.ArrayList;
import java.util.List;

/**
 * A port at the front of a switch, as SONiC knows it.
 *
 * @param name as {@code Ethernet4}
 * @param lanes of the chip that it is made of, at least one
 * @param alias what is printed beside it; no two ports of a switch have the same
 * @param index which cage it is, from 0 on; pieces of a broken out port share it
 * @param speed in Mbit/s
 */
public record FrontPort(String name, List<Integer> lanes, String alias, int index, int speed) {
    public FrontPort {
        lanes = List.copyOf(lanes);
    }

    /** The number in its name. */
    public int number() {
        return Integer.parseInt(name.substring("Ethernet".length()));
    }

    /** Its pieces when it is broken out, named by the first lane of each as SONiC does. */
    List<FrontPort> broken(Breakout breakout) {
        int each = lanes.size() / breakout.pieces();
        var pieces = new ArrayList<FrontPort>();
        for (int piece = 0; piece < breakout.pieces(); piece++) {
            pieces.add(new FrontPort(
                    "Ethernet" + (number() + piece * each),
                    lanes.subList(piece * each, (piece + 1) * each),
                    aliasOf(piece + 1),
                    index,
                    breakout.speed()));
        }
        return pieces;
    }

    /** {@code Eth1(Port1)} becomes {@code Eth1/2(Port1)}, as makers print it; anything else gets the number at its end. */
    private String aliasOf(int piece) {
        int bracket = alias.indexOf('(');
        return bracket < 0 ? alias + "/" + piece : alias.substring(0, bracket) + "/" + piece + alias.substring(bracket);
    }
}
