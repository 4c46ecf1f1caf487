package metalplant.core.peering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.model.peering.Peering;
import metalplant.model.peering.SwitchFabric;

/**
 * A peering as it is shown.
 *
 * @param byLabel whether it follows from the label of its project
 */
public record PeeringView(Peering peering, boolean byLabel, Status status) {
    /** How far a peering is, spelt as on the wire. */
    public enum State {
        /** It is stored and can not be. */
        REFUSED("refused"),
        /** No switch has it as it is now. */
        PLANNED("planned"),
        /** Some switches have it, or all and not all have looked. */
        APPLIED("applied"),
        /** All switches that need it have it, and looked. */
        VERIFIED("verified"),
        /** A switch has found what must not be. */
        VIOLATED("violated");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /**
     * What became of it.
     *
     * @param refused why it cannot be
     * @param needed how many switches need it
     * @param applied how many of these have it as it is now
     * @param verified how many of these have looked, not long ago
     * @param findings how many there are in VRFs of its networks
     */
    public record Status(
            State state,
            List<Refusal> refused,
            int needed,
            int applied,
            int verified,
            int findings,
            List<OnSwitch> switches) {
        public Status {
            refused = List.copyOf(refused);
            switches = List.copyOf(switches);
        }
    }

    /**
     * What became of it on one switch.
     *
     * @param state empty if the switch does not have it
     * @param current whether what it has is the newest
     * @param reported empty if the switch never told anything
     */
    public record OnSwitch(
            String switchId, Optional<SwitchFabric.HeldState> state, boolean current, Optional<Instant> reported) {}
}
