package metalplant.fabric.engine;

import java.util.List;
import java.util.Optional;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.HostAddress;

/**
 * A switch as it stands there, whatever hangs at it.
 *
 * @param loopback its address in the fabric, router id and VTEP
 * @param links ports to other switches of the fabric
 * @param bridged ports that are in the VLANs of {@link Pxe#further} besides
 * @param setsSource whether what it sends itself has the loopback address
 * @param snmp whether FRR answers SNMP, as it does in SONiC
 */
public record Box(
        String name,
        SwitchOs os,
        SwitchRole role,
        long asn,
        IpAddress loopback,
        List<String> links,
        List<String> bridged,
        Management management,
        Pxe pxe,
        boolean setsSource,
        boolean snmp) {
    private static final int LEAF_VLANS = 1001;
    private static final int EXIT_VLANS = 2001;
    private static final int VLANS = 1000;

    public Box {
        links = links.stream().sorted(PortNames.ORDER).toList();
        bridged = bridged.stream().sorted(PortNames.ORDER).toList();
    }

    /**
     * How it is managed.
     *
     * @param address of the management port; needed where the interfaces are a file
     * @param gateway through which machines that boot reach what is outside; empty for no such way
     * @param routes further prefixes behind it
     */
    public record Management(Optional<HostAddress> address, Optional<IpAddress> gateway, List<Cidr> routes) {
        public static final Management NONE = new Management(Optional.empty(), Optional.empty(), List.of());

        public Management {
            routes = List.copyOf(routes);
        }
    }

    /**
     * Where machines boot.
     *
     * @param address of the leaf in there
     * @param further VLANs on the bridge, as an interfaces file has them
     */
    public record Pxe(int vlan, Optional<HostAddress> address, List<String> further) {
        /** No VRF may use its VLAN. */
        public Pxe {
            further = List.copyOf(further);
            if (vlan < 2 || vlan > 4094 || (vlan >= LEAF_VLANS && vlan < LEAF_VLANS + VLANS)) {
                throw new IllegalArgumentException(
                        "VLAN %d for machines that boot: 2 to 4094, without 1001 to 2000".formatted(vlan));
            }
        }
    }

    /** The first of the thousand VLANs of which each VRF here gets one. */
    public int firstVlan() {
        return role == SwitchRole.LEAF ? LEAF_VLANS : EXIT_VLANS;
    }

    /** The last one. */
    public int lastVlan() {
        return firstVlan() + VLANS - 1;
    }
}
