package metalplant.fabric.engine;

import java.util.List;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * A port at the front of a switch that is no link of the fabric.
 *
 * @param up whether an operator wants it to be
 */
public record Port(String name, Use use, boolean up) {
    /** What hangs at it. */
    public sealed interface Use {
        /** A machine that boots, or none: it is in the VLAN for that. */
        record Booting() implements Use {}

        /** Something that is in that VLAN and others. */
        record Bridged() implements Use {}

        /**
         * A firewall, which speaks EVPN itself.
         *
         * @param cidrs what it may announce in the fabric: its own loopback addresses
         * @param vnis which VRFs it learns
         */
        record Firewall(List<Cidr> cidrs, List<Integer> vnis) implements Use {
            public Firewall {
                cidrs = cidrs.stream().sorted().toList();
                vnis = vnis.stream().sorted().toList();
            }
        }

        /** A machine in a VRF. */
        record Member(int vrf) implements Use {}

        /**
         * Somebody else's router.
         *
         * @param own the switch's own address there
         */
        record Outside(int vrf, IpAddress own, int length) implements Use {}

        /** Nothing, while it is between two of these. */
        record Moving() implements Use {}
    }
}
