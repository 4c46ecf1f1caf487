package metalplant.fabric.engine;

import java.util.List;
import metalplant.fabric.zone.Zone;
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
        /** The end of a cable to another partition's exit, as a zone wants it; whose VRFs these are the engine adds. */
        static Use cable(Zone zone, int partition, IpAddress own, int length) {
            return zone.proposal().carriesNetworks()
                    ? new Lanes(own, length, List.of())
                    : new Outside(zone.partition(partition).orElseThrow().dci(), own, length);
        }

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

        /**
         * An exit of another partition, with which networks are exchanged in a VRF each: a VLAN of the port is in each of them, and has the
         * same addresses there.
         *
         * @param own the switch's own address in each
         * @param vrfs which; empty until the engine says so
         */
        record Lanes(IpAddress own, int length, List<Integer> vrfs) implements Use {
            public Lanes {
                vrfs = vrfs.stream().sorted().toList();
            }
        }

        /** Nothing, while it is between two of these. */
        record Moving() implements Use {}
    }
}
