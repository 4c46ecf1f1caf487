package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * What a machine is made of.
 *
 * @param cpuCores always 0; clients count the cores of the processors
 * @param cpus left out when empty
 * @param disks never null
 * @param gpus left out when empty
 * @param memory in bytes
 * @param nics never null
 */
public record MachineHardware(
        @Required @JsonProperty("cpu_cores") int cpuCores,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MetalCPU> cpus,
        @Required List<MachineBlockDevice> disks,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MetalGPU> gpus,
        @Required long memory,
        @Required List<MachineNic> nics) {
    public MachineHardware {
        cpus = Absent.toEmpty(cpus);
        disks = Absent.toEmpty(disks);
        gpus = Absent.toEmpty(gpus);
        nics = Absent.toEmpty(nics);
    }
}
