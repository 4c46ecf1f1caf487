package metalplant.core.machine;

import java.util.List;
import java.util.Optional;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.ip.Ip;
import metalplant.model.machine.Machine;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.size.SizeReservation;

/**
 * Everything an allocation is decided by, read in one snapshot.
 *
 * @param wanted the machine that was named, if one was
 * @param networks one for each wish, in its order
 * @param underlay of a firewall
 * @param ips the addresses that were named, in their order
 * @param reservations of the size, in this partition
 */
record AllocationFacts(
        Optional<Machine> wanted,
        Partition partition,
        String sizeId,
        Image image,
        Project project,
        FilesystemLayout layout,
        List<Network> networks,
        Optional<Network> underlay,
        List<Ip> ips,
        List<SizeReservation> reservations) {}
