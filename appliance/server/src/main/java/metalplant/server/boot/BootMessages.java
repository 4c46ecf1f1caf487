package metalplant.server.boot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.core.boot.Registration;
import metalplant.model.Problem;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Hardware;
import metalplant.wire.boot.v1.BootInfo;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.MachineBIOS;
import metalplant.wire.boot.v1.MachineFRU;
import metalplant.wire.boot.v1.MachineHardware;
import metalplant.wire.boot.v1.MachineIPMI;
import metalplant.wire.boot.v1.MachineNic;

/** Turns messages into nouns of the model and back. */
final class BootMessages {
    private BootMessages() {}

    static Registration registration(BootServiceRegisterRequest request) {
        return new Registration(
                request.getUuid(),
                request.getPartitionId(),
                request.hasHardware() ? Optional.of(hardware(request.getHardware())) : Optional.empty(),
                request.hasBios() ? Optional.of(bios(request.getBios())) : Optional.empty(),
                request.hasIpmi() ? Optional.of(bmc(request.getIpmi())) : Optional.empty(),
                request.getMetalHammerVersion());
    }

    private static Hardware hardware(MachineHardware said) {
        return new Hardware(
                amount(said.getMemory()),
                said.getCpusList().stream()
                        .map(cpu -> new Hardware.Cpu(
                                cpu.getVendor(), cpu.getModel(), count(cpu.getCores()), count(cpu.getThreads())))
                        .toList(),
                said.getGpusList().stream()
                        .map(gpu -> new Hardware.Gpu(gpu.getVendor(), gpu.getModel()))
                        .toList(),
                said.getDisksList().stream()
                        .map(disk -> new Hardware.Disk(disk.getName(), amount(disk.getSize())))
                        .toList(),
                said.getNicsList().stream().map(BootMessages::nic).toList());
    }

    private static Hardware.Nic nic(MachineNic said) {
        return nic(said, said.getNeighborsList().stream()
                .map(neighbor -> nic(neighbor, List.of()))
                .toList());
    }

    private static Hardware.Nic nic(MachineNic said, List<Hardware.Nic> neighbors) {
        var mac = said.getMac().toLowerCase(Locale.ROOT);
        var identifier = said.getIdentifier().isEmpty() ? mac : said.getIdentifier();
        return new Hardware.Nic(mac, said.getName(), identifier, said.getHostname(), neighbors);
    }

    /** Unsigned on the wire, and no server has that much. */
    private static long amount(long unsigned) {
        if (unsigned < 0) {
            throw Problem.bad("no server has more than 2^63 bytes of anything");
        }
        return unsigned;
    }

    private static int count(int unsigned) {
        if (unsigned < 0) {
            throw Problem.bad("no server has more than 2^31 cores or threads");
        }
        return unsigned;
    }

    private static Bios bios(MachineBIOS said) {
        return new Bios(said.getVersion(), said.getVendor(), said.getDate());
    }

    private static Bmc bmc(MachineIPMI said) {
        return new Bmc(
                said.getAddress(),
                said.getMac(),
                said.getUser(),
                said.getPassword(),
                said.getInterface(),
                fru(said.getFru()),
                said.getBmcVersion(),
                said.getPowerState(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Bmc.Fru fru(MachineFRU said) {
        return new Bmc.Fru(
                said.getChassisPartNumber(),
                said.getChassisPartSerial(),
                said.getBoardMfg(),
                said.getBoardMfgSerial(),
                said.getBoardPartNumber(),
                said.getProductManufacturer(),
                said.getProductPartNumber(),
                said.getProductSerial());
    }

    static Allocation.BootInfo bootInfo(BootInfo said) {
        return new Allocation.BootInfo(
                said.getImageId(),
                said.getPrimaryDisk(),
                said.getOsPartition(),
                said.getInitrd(),
                said.getCmdline(),
                said.getKernel(),
                said.getBootloaderId());
    }

    static BootInfo bootInfo(Allocation.BootInfo info) {
        return BootInfo.newBuilder()
                .setImageId(info.imageId())
                .setPrimaryDisk(info.primaryDisk())
                .setOsPartition(info.osPartition())
                .setInitrd(info.initrd())
                .setCmdline(info.cmdline())
                .setKernel(info.kernel())
                .setBootloaderId(info.bootloaderId())
                .build();
    }
}
