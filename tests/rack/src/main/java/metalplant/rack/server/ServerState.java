package metalplant.rack.server;

import java.util.Optional;
import metalplant.rack.plant.Allocation;

/**
 * All that a server is.
 *
 * @param step what it does
 * @param visit rises with every step that is begun, so that an answer for an earlier one is known as late
 * @param target from where it boots next
 * @param led whether the identify LED is lit
 * @param systemOnDisk whether there is something to boot from disk
 * @param reinstalling whether the current installation replaces an older one of the same owner
 * @param allocation what the installer read last; gone with the wiping
 * @param trouble why it crashed last; empty before
 */
public record ServerState(
        Step step,
        long visit,
        BootTarget target,
        boolean led,
        boolean systemOnDisk,
        boolean reinstalling,
        Optional<Allocation> allocation,
        String trouble) {
    /** As delivered: off, boots from the network, disks empty. */
    public static final ServerState DELIVERED =
            new ServerState(Step.OFF, 0, BootTarget.PXE, false, false, false, Optional.empty(), "");

    ServerState to(Step next) {
        return new ServerState(next, visit + 1, target, led, systemOnDisk, reinstalling, allocation, trouble);
    }

    ServerState withTarget(BootTarget next) {
        return new ServerState(step, visit, next, led, systemOnDisk, reinstalling, allocation, trouble);
    }

    ServerState withLed(boolean on) {
        return new ServerState(step, visit, target, on, systemOnDisk, reinstalling, allocation, trouble);
    }

    ServerState withSystemOnDisk(boolean there) {
        return new ServerState(step, visit, target, led, there, reinstalling, allocation, trouble);
    }

    ServerState withAllocation(Optional<Allocation> next, boolean reinstall) {
        return new ServerState(step, visit, target, led, systemOnDisk, reinstall, next, trouble);
    }

    ServerState withTrouble(String reason) {
        return new ServerState(step, visit, target, led, systemOnDisk, reinstalling, allocation, reason);
    }

    /** The id of the allocation that the server knows of, or the empty text. */
    public String allocationId() {
        return allocation.map(Allocation::id).orElse("");
    }
}
