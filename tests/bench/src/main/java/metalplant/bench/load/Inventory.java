package metalplant.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.MachineBIOS;
import metalplant.wire.boot.v1.MachineBlockDevice;
import metalplant.wire.boot.v1.MachineCPU;
import metalplant.wire.boot.v1.MachineFRU;
import metalplant.wire.boot.v1.MachineHardware;
import metalplant.wire.boot.v1.MachineIPMI;
import metalplant.wire.boot.v1.MachineNic;

/** What servers and leaves look like: racks of 32 servers, two leaves each, eight cores, 64 GiB, two disks. */
final class Inventory {
    static final int SERVERS_PER_RACK = 32;
    private static final long DISK_BYTES = 960_000_000_000L;

    private final String partition;

    Inventory(String partition) {
        this.partition = partition;
    }

    static String uuid(int server) {
        return UUID.nameUUIDFromBytes(("bench server " + server).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static int rackOf(int server) {
        return server / SERVERS_PER_RACK;
    }

    BootServiceRegisterRequest register(int server) {
        return BootServiceRegisterRequest.newBuilder()
                .setUuid(uuid(server))
                .setPartitionId(partition)
                .setMetalHammerVersion("bench")
                .setHardware(hardware(server))
                .setBios(MachineBIOS.newBuilder()
                        .setVendor("American Megatrends Inc.")
                        .setVersion("2.1a")
                        .setDate("03/28/2025"))
                .setIpmi(ipmi(server))
                .build();
    }

    private MachineHardware hardware(int server) {
        var hardware = MachineHardware.newBuilder()
                .setMemory(64L << 30)
                .addCpus(MachineCPU.newBuilder()
                        .setVendor("GenuineIntel")
                        .setModel("Intel Xeon E-2378")
                        .setCores(8)
                        .setThreads(16))
                .addNics(MachineNic.newBuilder().setName("lo").setMac("00:00:00:00:00:00"));
        for (int disk = 0; disk < 2; disk++) {
            hardware.addDisks(MachineBlockDevice.newBuilder()
                    .setName("/dev/nvme" + disk + "n1")
                    .setSize(DISK_BYTES));
        }
        for (int card = 0; card < 2; card++) {
            hardware.addNics(nic(server, card));
        }
        return hardware.build();
    }

    private MachineNic nic(int server, int card) {
        var port = port(server % SERVERS_PER_RACK);
        return MachineNic.newBuilder()
                .setName("eth" + card)
                .setMac(mac(server, card))
                .addNeighbors(MachineNic.newBuilder()
                        .setName(port)
                        .setIdentifier(port)
                        .setMac(port)
                        .setHostname(leaf(rackOf(server), card)))
                .build();
    }

    private static MachineIPMI ipmi(int server) {
        var serial = String.format(Locale.ROOT, "S%08d", server);
        return MachineIPMI.newBuilder()
                .setAddress("10.%d.%d.%d:623".formatted(200 + server / 62_500, server / 250 % 250, server % 250 + 1))
                .setMac(mac(server, 15))
                .setUser("metal")
                .setPassword("password-" + serial)
                .setInterface("lanplus")
                .setBmcVersion("01.04.05")
                .setPowerState("ON")
                .setFru(MachineFRU.newBuilder()
                        .setChassisPartNumber("CSE-512F")
                        .setChassisPartSerial("C" + serial)
                        .setBoardMfg("Supermicro")
                        .setBoardMfgSerial("B" + serial)
                        .setBoardPartNumber("X12STH-LN4F")
                        .setProductManufacturer("Supermicro")
                        .setProductPartNumber("SYS-510T")
                        .setProductSerial(serial))
                .build();
    }

    /** The registrations of both leaves of a rack. */
    List<String> leaves(int rack) {
        var bodies = new ArrayList<String>();
        for (int which = 0; which < 2; which++) {
            var body = Rest.JSON.createObjectNode();
            body.put("id", leaf(rack, which)).put("name", leaf(rack, which));
            body.put("partition_id", partition).put("rack_id", rackId(rack));
            body.put("management_ip", "10.199.%d.%d".formatted(rack / 100, rack % 100 * 2 + which + 1));
            body.put("management_user", "admin");
            body.putObject("os").put("vendor", "SONiC").put("version", "202311").put("metal_core_version", "bench");
            var nics = body.putArray("nics");
            for (int slot = 0; slot < SERVERS_PER_RACK; slot++) {
                nics.addObject()
                        .put("name", port(slot))
                        .put("identifier", port(slot))
                        .putNull("mac");
            }
            bodies.add(body.toString());
        }
        return bodies;
    }

    private static String rackId(int rack) {
        return "bench-rack-%03d".formatted(rack);
    }

    static String leaf(int rack, int which) {
        return rackId(rack) + "-leaf" + (which + 1);
    }

    private static String port(int slot) {
        return "Ethernet" + slot;
    }

    private static String mac(int server, int card) {
        int low = server << 4 | card;
        return String.format(
                Locale.ROOT, "02:be:%02x:%02x:%02x:%02x", low >>> 24, low >> 16 & 0xFF, low >> 8 & 0xFF, low & 0xFF);
    }
}
