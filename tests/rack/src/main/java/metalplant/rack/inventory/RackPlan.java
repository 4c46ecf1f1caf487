package metalplant.rack.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import metalplant.rack.inventory.ServerSpec.Bmc;
import metalplant.rack.inventory.ServerSpec.Cable;
import metalplant.rack.inventory.ServerSpec.Fru;

/**
 * All servers and leaves of a partition: racks of 32 servers with a pair of leaves each. Server n of a rack hangs on the
 * port of the same name at both leaves, unless its cable was plugged wrongly.
 *
 * @param servers by index
 * @param leaves in pairs, by rack
 */
public record RackPlan(List<ServerSpec> servers, List<LeafSpec> leaves) {
    /** Servers behind one pair of leaves. */
    public static final int SERVERS_PER_RACK = 32;
    /** More than this would leave the address plan of the BMCs. */
    public static final int SERVERS_MAX = 10_000;

    private static final List<String> UPLINKS = List.of("Ethernet120", "Ethernet124");

    public RackPlan {
        servers = List.copyOf(servers);
        leaves = List.copyOf(leaves);
    }

    /**
     * Computes the plan.
     *
     * @param wronglyCabled asked with a server's short name; such a server has eth1 in its neighbour's port
     * @throws IllegalArgumentException if the number of machines is not between 1 and {@link #SERVERS_MAX}
     */
    public static RackPlan of(Seed seed, int machines, HardwareProfile hardware, Predicate<String> wronglyCabled) {
        if (machines < 1 || machines > SERVERS_MAX) {
            throw new IllegalArgumentException("a rack has 1 to " + SERVERS_MAX + " machines, not " + machines);
        }
        var servers = new ArrayList<ServerSpec>();
        for (int index = 1; index <= machines; index++) {
            servers.add(server(seed, index, hardware, wronglyCabled.test("m" + index)));
        }
        var leaves = new ArrayList<LeafSpec>();
        int racks = (machines + SERVERS_PER_RACK - 1) / SERVERS_PER_RACK;
        for (int rack = 1; rack <= racks; rack++) {
            leaves.add(leaf(seed, rack, 1));
            leaves.add(leaf(seed, rack, 2));
        }
        return new RackPlan(servers, leaves);
    }

    private static ServerSpec server(Seed seed, int index, HardwareProfile hardware, boolean wrong) {
        int rack = (index - 1) / SERVERS_PER_RACK + 1;
        int slot = (index - 1) % SERVERS_PER_RACK;
        var eth0 = new Cable("eth0", mac(seed, index, 0), leafId(seed, rack, 1), port(slot));
        var eth1 = new Cable("eth1", mac(seed, index, 1), leafId(seed, rack, 2), port(wrong ? slot ^ 1 : slot));
        return new ServerSpec(
                index,
                seed.uuid("m" + index).toString(),
                seed.partition(),
                rackId(seed, rack),
                eth0.mac(),
                List.of(eth0, eth1),
                bmc(seed, index),
                hardware);
    }

    private static Bmc bmc(Seed seed, int index) {
        String host = "10.200." + (index / 250) + '.' + (index % 250 + 1);
        return new Bmc(host, mac(seed, index, 15), fru(seed, index));
    }

    private static Fru fru(Seed seed, int index) {
        String serial = "S%06X%05d".formatted(seed.macSpace(), index);
        return new Fru(
                "CSE-512F", "C" + serial, "Supermicro", "B" + serial, "X12STH-LN4F", "Supermicro", "SYS-510T", serial);
    }

    private static LeafSpec leaf(Seed seed, int rack, int which) {
        var ports = new ArrayList<String>();
        for (int slot = 0; slot < SERVERS_PER_RACK; slot++) {
            ports.add(port(slot));
        }
        ports.addAll(UPLINKS);
        String ip = "10.201." + (rack * 2 + which) / 250 + '.' + ((rack * 2 + which) % 250 + 1);
        return new LeafSpec(leafId(seed, rack, which), seed.partition(), rackId(seed, rack), ip, ports);
    }

    private static String rackId(Seed seed, int rack) {
        return "%s-rack-%02d".formatted(seed.partition(), rack);
    }

    private static String leafId(Seed seed, int rack, int which) {
        return "%s-leaf%02d".formatted(rackId(seed, rack), which);
    }

    private static String port(int slot) {
        return "Ethernet" + slot;
    }

    /** Locally administered: two bytes of the rack, then the number of the server and in the last four bits its card. */
    private static String mac(Seed seed, int index, int card) {
        int space = seed.macSpace();
        int low = index << 4 | card;
        return "02:%02x:%02x:%02x:%02x:%02x"
                .formatted(space >> 8 & 0xFF, space & 0xFF, low >> 16 & 0xFF, low >> 8 & 0xFF, low & 0xFF);
    }
}
