package metalplant.model.peering;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.IpAddress;

/**
 * What the agent of a switch told last. Absent texts are "".
 *
 * @param agent which one, drawn by it when it started
 * @param version of the model that the configuration of the switch was made from
 * @param uplinks ports that lead into the fabric
 * @param error why the last attempt failed
 * @param peerings what the switch has, by peering
 * @param findings all that was wrong then
 * @param turn how far it is with being changed; empty if its agent knows of no turns
 */
public record SwitchFabric(
        String switchId,
        String partitionId,
        String agent,
        Instant reported,
        String version,
        Role role,
        long asn,
        List<String> uplinks,
        List<Cable> cables,
        String error,
        List<Held> peerings,
        List<FabricFinding> findings,
        Optional<Turn> turn) {
    public SwitchFabric {
        uplinks = List.copyOf(uplinks);
        cables = List.copyOf(cables);
        peerings = List.copyOf(peerings);
        findings = List.copyOf(findings);
    }

    /** How far a switch is with what it shall be, spelt as on the wire. */
    public enum TurnState {
        /** It is something else, and nothing is under way. */
        WAITING("waiting"),
        /** It was told that it may begin. */
        CHANGING("changing"),
        /** It is what it shall be. */
        VERIFIED("verified"),
        /** It went back to what it was, or could not. */
        FAILED("failed");

        private final String wire;

        TurnState(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        public static Optional<TurnState> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.wire.equals(text))
                    .findFirst();
        }
    }

    /**
     * Its place among those that stand in for each other.
     *
     * @param since when it came to this state
     * @param failing since when no change has become good
     */
    public record Turn(TurnState state, Instant since, Optional<Instant> failing) {}

    /** What the switch is for, spelt as on the wire. */
    public enum Role {
        LEAF("leaf"),
        EXIT("exit");

        private final String wire;

        Role(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        public static Optional<Role> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.wire.equals(text))
                    .findFirst();
        }
    }

    /**
     * A cable from this exit to one of another partition.
     *
     * @param address at this end
     * @param exit the other one
     * @param neighbour address at that end
     */
    public record Cable(String name, IpAddress address, String exit, IpAddress neighbour) {}

    /** How far a switch is with a peering, spelt as on the wire. */
    public enum HeldState {
        APPLIED("applied"),
        VERIFIED("verified"),
        VIOLATED("violated"),
        FAILED("failed");

        private final String wire;

        HeldState(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        public static Optional<HeldState> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.wire.equals(text))
                    .findFirst();
        }
    }

    /** @param revision of the peering, as in the model that the switch was given */
    public record Held(String peering, String revision, HeldState state) {}

    public Optional<Held> held(String peering) {
        return peerings.stream().filter(each -> each.peering().equals(peering)).findFirst();
    }
}
