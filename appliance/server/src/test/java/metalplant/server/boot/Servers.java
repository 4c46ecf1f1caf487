package metalplant.server.boot;

import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.MachineBIOS;
import metalplant.wire.boot.v1.MachineBlockDevice;
import metalplant.wire.boot.v1.MachineCPU;
import metalplant.wire.boot.v1.MachineHardware;
import metalplant.wire.boot.v1.MachineIPMI;
import metalplant.wire.boot.v1.MachineNic;

/** What the installers of test servers say. */
final class Servers {
    static final String ONE = "00000000-0000-0000-0000-000000000001";
    static final String TWO = "00000000-0000-0000-0000-000000000002";
    static final String MAC_ONE = "aa:aa:aa:aa:aa:01";
    static final String MAC_TWO = "aa:aa:aa:aa:aa:02";

    private Servers() {}

    static BootServiceRegisterRequest.Builder registering(String uuid, String mac) {
        return BootServiceRegisterRequest.newBuilder()
                .setUuid(uuid)
                .setPartitionId(OpenDoor.PARTITION)
                .setMetalHammerVersion("v1")
                .setBios(MachineBIOS.newBuilder().setVersion("1"))
                .setIpmi(MachineIPMI.newBuilder().setAddress("10.0.0.1:623").setUser("metal"))
                .setHardware(MachineHardware.newBuilder()
                        .setMemory(1024)
                        .addCpus(MachineCPU.newBuilder().setCores(8).setThreads(16))
                        .addDisks(MachineBlockDevice.newBuilder()
                                .setName("/dev/sda")
                                .setSize(4096))
                        .addNics(MachineNic.newBuilder()
                                .setMac(mac)
                                .setName("eth0")
                                .addNeighbors(MachineNic.newBuilder()
                                        .setHostname("leaf-1")
                                        .setMac("bb:bb:bb:bb:bb:01")
                                        .setName("Ethernet0"))));
    }
}
