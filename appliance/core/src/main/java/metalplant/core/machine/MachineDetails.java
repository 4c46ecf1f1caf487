package metalplant.core.machine;

import java.util.Optional;
import metalplant.model.image.Image;
import metalplant.model.machine.MachineView;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;

/** A machine with what it refers to; a reference that leads nowhere is absent. */
public record MachineDetails(
        MachineView view, Optional<Partition> partition, Optional<Size> size, Optional<Image> image) {}
