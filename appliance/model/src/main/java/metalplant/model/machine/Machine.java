package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
        long revision,
        Doubt doubt) {
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
                0,
                Doubt.NONE);
    }

    public boolean locked() {
        return state.value() == MachineState.Value.LOCKED;
    }

    public Machine withPlace(String newPartitionId, String newRackId, String newSizeId) {
        return with(draft -> {
            draft.partitionId = newPartitionId;
            draft.rackId = newRackId;
            draft.sizeId = newSizeId;
        });
    }

    public Machine withHardware(Hardware newHardware, Bios newBios) {
        return with(draft -> {
            draft.hardware = newHardware;
            draft.bios = newBios;
        });
    }

    public Machine withBmc(Bmc newBmc) {
        return with(draft -> draft.bmc = newBmc);
    }

    public Machine withLed(Led newLed) {
        return with(draft -> draft.led = newLed);
    }

    public Machine withState(MachineState newState) {
        return with(draft -> draft.state = newState);
    }

    public Machine withAllocation(Optional<Allocation> newAllocation, List<String> newTags) {
        return with(draft -> {
            draft.allocation = newAllocation;
            draft.tags = newTags;
        });
    }

    public Machine withWaiting(boolean isWaiting) {
        return with(draft -> draft.waiting = isWaiting);
    }

    public Machine withReclaimPending(boolean pending) {
        return with(draft -> draft.reclaimPending = pending);
    }

    public Machine withChanged(Instant now, long newRevision) {
        return with(draft -> {
            draft.changed = now;
            draft.revision = newRevision;
        });
    }

    /** Whether nobody knows yet that what a restored database says of it is true: nothing may be done to it then. */
    public boolean unconfirmed() {
        return doubt != Doubt.NONE;
    }

    public Machine withDoubt(Doubt newDoubt) {
        return with(draft -> draft.doubt = newDoubt);
    }

    private Machine with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.machine();
    }

    /** The next value of a machine while it is being put together. */
    private static final class Draft {
        private final Machine old;
        private String partitionId;
        private String rackId;
        private String sizeId;
        private Hardware hardware;
        private Bios bios;
        private Bmc bmc;
        private Led led;
        private MachineState state;
        private List<String> tags;
        private Optional<Allocation> allocation;
        private boolean waiting;
        private boolean reclaimPending;
        private Instant changed;
        private long revision;
        private Doubt doubt;

        Draft(Machine old) {
            this.old = old;
            this.partitionId = old.partitionId;
            this.rackId = old.rackId;
            this.sizeId = old.sizeId;
            this.hardware = old.hardware;
            this.bios = old.bios;
            this.bmc = old.bmc;
            this.led = old.led;
            this.state = old.state;
            this.tags = old.tags;
            this.allocation = old.allocation;
            this.waiting = old.waiting;
            this.reclaimPending = old.reclaimPending;
            this.changed = old.changed;
            this.revision = old.revision;
            this.doubt = old.doubt;
        }

        Machine machine() {
            return new Machine(
                    old.id,
                    old.name,
                    old.description,
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
                    old.created,
                    changed,
                    revision,
                    doubt);
        }
    }
}
