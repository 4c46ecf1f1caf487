package metalplant.fabric.policy;

import java.util.List;
import metalplant.model.ip.AddressFamily;

/** What the instance of a VRF has beside its policy, as lines of FRR: the neighbours that hang at ports. */
public interface Beside {
    /** Nothing. */
    Beside NOTHING = new Beside() {
        @Override
        public List<String> instance(VrfPolicy vrf) {
            return List.of();
        }

        @Override
        public List<String> addresses(VrfPolicy vrf, AddressFamily family) {
            return List.of();
        }
    };

    /** Of the instance itself, one blank deep. */
    List<String> instance(VrfPolicy vrf);

    /** Of an address family, two blanks deep. */
    List<String> addresses(VrfPolicy vrf, AddressFamily family);
}
