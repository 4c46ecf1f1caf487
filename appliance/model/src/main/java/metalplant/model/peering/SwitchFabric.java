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
        List<FabricFinding> findings) {
    public SwitchFabric {
        uplinks = List.copyOf(uplinks);
        cables = List.copyOf(cables);
        peerings = List.copyOf(peerings);
        findings = List.copyOf(findings);
    }

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
