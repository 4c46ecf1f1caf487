package metalplant.fabric.policy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One VRF of a switch.
 *
 * @param vni under which EVPN carries it; empty for a VRF that stays on this switch
 * @param machines the map for what machines announce and for their connected networks; empty if none hang here
 * @param imports the VRFs of this switch that routes are taken from
 * @param importMap which of them; without one every route is taken
 * @param advertisement empty if EVPN learns nothing from this switch in this VRF
 */
public record VrfPolicy(
        String name,
        OptionalInt vni,
        Optional<String> machines,
        List<String> imports,
        Optional<String> importMap,
        Optional<Advertisement> advertisement,
        List<Session> sessions) {
    public VrfPolicy {
        imports = List.copyOf(imports);
        sessions = List.copyOf(sessions);
    }

    /** @param map which routes go into EVPN; without one all do */
    public record Advertisement(Optional<String> map) {}
}
