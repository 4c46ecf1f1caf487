package metalplant.model.machine;

import java.util.Optional;
import metalplant.model.image.Image;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;

/** A machine with what it refers to; a reference that leads nowhere is absent. */
public record MachineDetails(
        MachineView view, Optional<Partition> partition, Optional<Size> size, Optional<Image> image) {
    /** The same references and events, shown with another state of the machine. */
    public MachineDetails with(Machine machine) {
        return new MachineDetails(new MachineView(machine, view.events()), partition, size, image);
    }
}
