package metalplant.rack.plant;

import metalplant.rack.inventory.HardwareProfile.Disk;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.inventory.ServerSpec.Cable;
import metalplant.rack.inventory.ServerSpec.Fru;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.MachineBIOS;
import metalplant.wire.boot.v1.MachineBlockDevice;
import metalplant.wire.boot.v1.MachineCPU;
import metalplant.wire.boot.v1.MachineFRU;
import metalplant.wire.boot.v1.MachineHardware;
import metalplant.wire.boot.v1.MachineIPMI;
import metalplant.wire.boot.v1.MachineNic;

/** A server as its installer reports it. */
final class Inventory {
    private Inventory() {}

    static BootServiceRegisterRequest of(ServerSpec server, String bmcPassword) {
        return BootServiceRegisterRequest.newBuilder()
                .setUuid(server.uuid())
                .setPartitionId(server.partition())
                .setMetalHammerVersion("simulated")
                .setHardware(hardware(server))
                .setBios(MachineBIOS.newBuilder()
                        .setVendor("American Megatrends Inc.")
                        .setVersion("2.1a")
                        .setDate("03/28/2025"))
                .setIpmi(ipmi(server.bmc(), bmcPassword))
                .build();
    }

    private static MachineHardware hardware(ServerSpec server) {
        var profile = server.hardware();
        var hardware = MachineHardware.newBuilder()
                .setMemory(profile.memoryBytes())
                .addCpus(MachineCPU.newBuilder()
                        .setVendor("GenuineIntel")
                        .setModel(profile.cpuModel())
                        .setCores(profile.cores())
                        .setThreads(profile.cores() * 2))
                .addNics(MachineNic.newBuilder().setName("lo").setMac("00:00:00:00:00:00"));
        for (Disk disk : profile.disks()) {
            hardware.addDisks(
                    MachineBlockDevice.newBuilder().setName(disk.name()).setSize(disk.sizeBytes()));
        }
        for (Cable cable : server.cables()) {
            hardware.addNics(nic(cable));
        }
        return hardware.build();
    }

    /** The neighbour as LLDP shows it: identifier and mac are both the port id, hostname is the switch. */
    private static MachineNic nic(Cable cable) {
        return MachineNic.newBuilder()
                .setName(cable.nic())
                .setMac(cable.mac())
                .addNeighbors(MachineNic.newBuilder()
                        .setName(cable.port())
                        .setIdentifier(cable.port())
                        .setMac(cable.port())
                        .setHostname(cable.leaf()))
                .build();
    }

    private static MachineIPMI ipmi(ServerSpec.Bmc bmc, String password) {
        return MachineIPMI.newBuilder()
                .setAddress(bmc.address())
                .setMac(bmc.mac())
                .setUser("metal")
                .setPassword(password)
                .setInterface("lanplus")
                .setBmcVersion("01.04.05")
                .setPowerState("ON")
                .setFru(fru(bmc.fru()))
                .build();
    }

    private static MachineFRU fru(Fru fru) {
        return MachineFRU.newBuilder()
                .setChassisPartNumber(fru.chassisPartNumber())
                .setChassisPartSerial(fru.chassisPartSerial())
                .setBoardMfg(fru.boardMfg())
                .setBoardMfgSerial(fru.boardMfgSerial())
                .setBoardPartNumber(fru.boardPartNumber())
                .setProductManufacturer(fru.productManufacturer())
                .setProductPartNumber(fru.productPartNumber())
                .setProductSerial(fru.productSerial())
                .build();
    }
}
