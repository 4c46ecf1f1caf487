package metalplant.core.boot;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Lanes;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.size.SizeMatching;

/**
 * Takes a server in: what it is made of, which size that is, where it hangs. One transaction, and saying the same twice changes
 * nothing more. Servers that come back keep what operators decided about them.
 *
 * @see "partition-wire.md 1.3, 1.6"
 */
public final class RegisterMachine {
    private static final int NICS_MAX = 256;
    private static final int NEIGHBORS_MAX = 64;
    private static final int PARTS_MAX = 1024;

    private final Store store;
    private final World world;
    private final Cabling cabling;
    private final Lanes lanes = new Lanes();

    public RegisterMachine(Store store, World world, Cabling cabling) {
        this.store = store;
        this.world = world;
        this.cabling = cabling;
    }

    /**
     * Creates or updates the machine.
     *
     * @return the machine as stored
     * @throws Problem BAD_REQUEST for an empty uuid, missing hardware or BIOS; ENTITY_NOT_FOUND for an unknown partition;
     *     MACHINE_UNCONFIRMED
     */
    public Machine register(Registration registration) {
        var id = MachineIds.check(registration.machineId());
        var hardware = checked(registration.hardware());
        var bios = registration.bios().orElseThrow(() -> Problem.bad("bios is nil"));
        var now = world.now();
        return lanes.in(
                        lane(registration, hardware),
                        () -> store.run("machine-register", tx -> register(tx, registration, hardware, bios, now)))
                .orElseThrow(() -> Doubts.unconfirmed(id));
    }

    /** @return empty for a machine in doubt, of which nothing but that it boots is stored */
    private Optional<Machine> register(Tx tx, Registration registration, Hardware hardware, Bios bios, Instant now) {
        var id = registration.machineId();
        tx.partitions().get(registration.partitionId());
        var known = tx.machines().find(id);
        var doubt = known.map(Machine::doubt).orElseGet(() -> Doubts.ofNewcomer(tx));
        if (doubt != Doubt.NONE) {
            hold(tx, known.orElseGet(() -> fresh(id, now).withDoubt(doubt)), known.isEmpty());
            return Optional.empty();
        }
        var seen = known.orElseGet(() -> fresh(id, now))
                .withHardware(hardware, bios)
                .withBmc(bmc(registration, known.map(Machine::bmc).orElse(Bmc.NONE), now));
        var size = SizeMatching.match(hardware, tx.sizes().list());
        var placed = seen.withPlace(registration.partitionId(), seen.rackId(), size);
        return Optional.of(save(tx, arrived(placed, registration, now), known.isEmpty(), bios));
    }

    private static void hold(Tx tx, Machine machine, boolean isNew) {
        if (isNew && !tx.machines().insert(machine)) {
            throw Problem.changed("machine", machine.id());
        }
        if (tx.events().find(machine.id()).isEmpty()) {
            tx.events().saveAll(List.of(ProvisioningEvents.empty(machine.id())));
        }
        Doubts.weigh(tx, machine, Evidence.NETWORK_BOOT);
    }

    /** The servers of one rack see the same switches, and all write to them. */
    private static String lane(Registration registration, Hardware hardware) {
        return hardware.nics().stream()
                .flatMap(nic -> nic.neighbors().stream())
                .map(Hardware.Nic::hostname)
                .min(Comparator.naturalOrder())
                .orElse(registration.machineId());
    }

    private static Hardware checked(Optional<Hardware> hardware) {
        var found = hardware.orElseThrow(() -> Problem.bad("hardware is nil"));
        boolean tooMuch = found.nics().size() > NICS_MAX
                || found.nics().stream().anyMatch(nic -> nic.neighbors().size() > NEIGHBORS_MAX)
                || found.disks().size() > PARTS_MAX
                || found.cpus().size() > PARTS_MAX
                || found.gpus().size() > PARTS_MAX;
        if (tooMuch) {
            throw Problem.bad("no server has that much hardware: at most %d nics, %d neighbors each, %d other parts"
                    .formatted(NICS_MAX, NEIGHBORS_MAX, PARTS_MAX));
        }
        return found;
    }

    private static Machine fresh(String id, Instant now) {
        return Machine.unknown(id, now).withLed(new Led("LED-OFF", "Machine registered"));
    }

    /** An installer does not see power data, so what the controller said of them stays; without a report all stays. */
    private static Bmc bmc(Registration registration, Bmc known, Instant now) {
        return registration
                .bmc()
                .map(said -> new Bmc(
                        said.address(),
                        said.mac(),
                        said.user(),
                        said.password(),
                        said.interfaceName(),
                        said.fru(),
                        said.version(),
                        said.powerState(),
                        known.powerMetric(),
                        known.powerSupplies(),
                        Optional.of(now)))
                .orElse(known);
    }

    private static Machine arrived(Machine machine, Registration registration, Instant now) {
        var state = machine.state();
        return machine.withState(new MachineState(
                        state.value(), state.description(), state.issuer(), registration.installerVersion()))
                .withReclaimPending(
                        machine.reclaimPending() && machine.allocation().isPresent())
                .withChanged(now, machine.revision());
    }

    private Machine save(Tx tx, Machine machine, boolean isNew, Bios bios) {
        if (isNew && !tx.machines().insert(machine)) {
            throw Problem.changed("machine", machine.id());
        }
        if (tx.events().find(machine.id()).isEmpty()) {
            tx.events().saveAll(List.of(ProvisioningEvents.empty(machine.id())));
        }
        if (!isNew) {
            tx.machines().updateHardware(machine.id(), machine.hardware(), bios);
            tx.machines().updateBmc(machine.id(), machine.bmc());
        }
        // The switches may name a rack only now that the machine is there to be connected.
        var rack = cabling.connect(tx, machine);
        var racked = rack.isEmpty() ? machine : machine.withPlace(machine.partitionId(), rack, machine.sizeId());
        if (isNew && racked.rackId().equals(machine.rackId())) {
            return tx.machines().get(machine.id());
        }
        var current = tx.machines().get(machine.id());
        return tx.machines().update(racked.withChanged(machine.changed(), current.revision()));
    }
}
