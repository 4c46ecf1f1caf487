package metalplant.model.peering;

import java.util.Arrays;
import java.util.Optional;

/** Who exchanges routes, spelt as on the wire. */
public enum PeeringType {
    /** Two networks, on the leaves. */
    LOCAL("local"),
    /** A network with a neighbour outside, at a port of an exit. */
    EXTERNAL("external");

    private final String wire;

    PeeringType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<PeeringType> of(String text) {
        return Arrays.stream(values()).filter(each -> each.wire.equals(text)).findFirst();
    }
}
