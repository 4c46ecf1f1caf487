package metalplant.fabric.cabling;

import java.util.List;
import java.util.Optional;

/**
 * A kind of switch.
 *
 * @param sku SONiC's name of it ({@code hwsku})
 * @param platform SONiC's and ONIE's, as {@code x86_64-accton_as7726_32x-r0}
 * @param build which SONiC runs on it
 * @param installer name of SONiC's installer in the plant's image store; empty if the plant installs none
 * @param fec of its ports, "" to leave that to the switch
 * @param ports at its front, whole
 */
public record Hardware(
        String sku, String platform, SonicBuild build, Optional<String> installer, String fec, List<FrontPort> ports) {
    public Hardware {
        ports = List.copyOf(ports);
    }
}
