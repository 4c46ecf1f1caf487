package metalplant.fabric.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Box;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.Engine;
import metalplant.fabric.engine.PartitionModel;
import metalplant.fabric.engine.PartitionModel.SwitchModel;
import metalplant.fabric.engine.Port;
import metalplant.fabric.engine.SwitchOs;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * A partition in which every leaf has every network. Sixteen networks have a peering with shared storage, which is as many as may; the
 * others reach it through a firewall.
 */
public final class LargeFabric {
    private static final int STORAGE_VRF = 100_000;
    private static final int DCI = 1900;
    private static final int FIRST_VRF = 1001;
    private static final long FIRST_ASN = 4_200_000_100L;
    private static final int PEERINGS = 16;
    private static final int BYTE = 256;

    private LargeFabric() {}

    /** @param vrfs up to 999, beside the one of the storage */
    public static PartitionModel of(int leaves, int vrfs) {
        var networks = new ArrayList<Network>();
        var peerings = new ArrayList<Peering>();
        networks.add(new Network("storage", Optional.empty(), 1, STORAGE_VRF, List.of(Cidr.parse("10.255.0.0/16"))));
        for (int n = 0; n < vrfs; n++) {
            networks.add(new Network(
                    "n" + n,
                    Optional.of("p" + n),
                    1,
                    FIRST_VRF + n,
                    List.of(Cidr.parse("10.%d.%d.0/24".formatted(n / BYTE, n % BYTE)))));
            if (n < PEERINGS) {
                peerings.add(new Peering("n" + n, "storage"));
            }
        }
        var members = networks.stream().collect(Collectors.toMap(Network::id, _ -> List.<Cidr>of()));
        var zoneLeaves = new ArrayList<Leaf>();
        var switches = new ArrayList<SwitchModel>();
        for (int leaf = 1; leaf <= leaves; leaf++) {
            zoneLeaves.add(new Leaf("leaf" + leaf, FIRST_ASN + leaf, members));
            switches.add(new SwitchModel(
                    box(leaf), List.of(new Port("Ethernet4", new Port.Use.Member(FIRST_VRF), true)), Map.of()));
        }
        var partition = new Partition(1, List.of(Cidr.parse("10.0.0.0/8")), DCI, zoneLeaves, List.of());
        return new PartitionModel(new Zone(List.of(partition), networks, peerings, List.of()), switches);
    }

    private static Box box(int number) {
        return new Box(
                "leaf" + number,
                SwitchOs.SONIC,
                SwitchRole.LEAF,
                FIRST_ASN + number,
                IpAddress.parse("10.0.1." + number),
                List.of("Ethernet120", "Ethernet124"),
                List.of(),
                Box.Management.NONE,
                new Box.Pxe(4000, Optional.empty(), List.of()),
                true,
                true);
    }

    /** The whole texts of each switch, by name, each checked before it is given out. */
    public static Map<String, Engine.Texts> texts(PartitionModel model) {
        return Engine.desired(model).values().stream()
                .collect(Collectors.toMap((Desired each) -> each.box().name(), (Function<Desired, Engine.Texts>)
                        each -> Engine.texts(each, "vtep")));
    }
}
