package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One server.
 *
 * @param id UUID text that the hardware reported
 * @param partitionId "" until somebody said
 * @param rackId "" until it was seen on two switches
 * @param sizeId "" until registered; may be {@code unknown}
 * @param tags empty while not allocated
 * @param waiting its installer holds a wait stream, so that it can be allocated
 * @param reclaimPending freed, and not yet seen booting again
 * @param revision rises with every write of the fields that are neither hardware nor BMC
 */
public record Machine(
        String id,
        String name,
        String description,
        String partitionId,
        String rackId,
        String sizeId,
        Hardware hardware,
        Bios bios,
        Bmc bmc,
        Led led,
        MachineState state,
        List<String> tags,
        Optional<Allocation> allocation,
        boolean waiting,
        boolean reclaimPending,
        Instant created,
        Instant changed,
        long revision) {
    public static final String TAG_PRIMARY_ASN = "machine.metal-stack.io/network.primary.asn";
    public static final String TAG_RACK = "machine.metal-stack.io/rack";
    public static final String TAG_CHASSIS = "machine.metal-stack.io/chassis";

    /** A machine of which nothing is known but its id. */
    public static Machine unknown(String id, Instant now) {
        return new Machine(
                id,
                "",
                "",
                "",
                "",
                "",
                Hardware.NONE,
                Bios.NONE,
                Bmc.NONE,
                Led.NONE,
                MachineState.AVAILABLE,
                List.of(),
                Optional.empty(),
                false,
                false,
                now,
                now,
                0);
    }

    public boolean locked() {
        return state.value() == MachineState.Value.LOCKED;
    }

    public Machine withPlace(String newPartitionId, String newRackId, String newSizeId) {
        return new Machine(
                id,
                name,
                description,
                newPartitionId,
                newRackId,
                newSizeId,
                hardware,
                bios,
                bmc,
                led,
                state,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withHardware(Hardware newHardware, Bios newBios) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                newHardware,
                newBios,
                bmc,
                led,
                state,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withBmc(Bmc newBmc) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                newBmc,
                led,
                state,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withLed(Led newLed) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                newLed,
                state,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withState(MachineState newState) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                led,
                newState,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withAllocation(Optional<Allocation> newAllocation, List<String> newTags) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                led,
                state,
                newTags,
                newAllocation,
                waiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withWaiting(boolean isWaiting) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                led,
                state,
                tags,
                allocation,
                isWaiting,
                reclaimPending,
                created,
                changed,
                revision);
    }

    public Machine withReclaimPending(boolean pending) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                led,
                state,
                tags,
                allocation,
                waiting,
                pending,
                created,
                changed,
                revision);
    }

    public Machine withChanged(Instant now, long newRevision) {
        return new Machine(
                id,
                name,
                description,
                partitionId,
                rackId,
                sizeId,
                hardware,
                bios,
                bmc,
                led,
                state,
                tags,
                allocation,
                waiting,
                reclaimPending,
                created,
                now,
                newRevision);
    }
}
