package metalplant.units.net;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * A network card, or one VLAN on it.
 *
 * @param card its name in the kernel, 1 to 15 characters
 * @param vlan 1 to 4094
 */
public record Wire(String card, OptionalInt vlan) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final int VLAN_MAX = 4094;

    /** @throws Problem BAD_REQUEST if there can be no such card or VLAN */
    public Wire {
        if (!NAME.matcher(card).matches() || card.equals("lo")) {
            throw Problem.bad("\"%s\" is no name of a network card".formatted(card));
        }
        if (vlan.isPresent() && (vlan.getAsInt() < 1 || vlan.getAsInt() > VLAN_MAX)) {
            throw Problem.bad("a VLAN is a number from 1 to %d, not %d".formatted(VLAN_MAX, vlan.getAsInt()));
        }
    }

    /** The card without any VLAN. */
    public static Wire card(String name) {
        return new Wire(name, OptionalInt.empty());
    }

    /** A VLAN on a card. */
    public static Wire vlan(String name, int vlan) {
        return new Wire(name, OptionalInt.of(vlan));
    }

    @Override
    public String toString() {
        return vlan.isPresent() ? "VLAN %d on %s".formatted(vlan.getAsInt(), card) : card;
    }
}
