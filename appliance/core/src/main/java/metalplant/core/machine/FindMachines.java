package metalplant.core.machine;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.image.Image;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;

/** Reads machines together with what they refer to. */
public final class FindMachines {
    private final Store store;

    public FindMachines(Store store) {
        this.store = store;
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public MachineDetails get(String id) {
        return store.read(
                "machine-get", tx -> tx.machineDetails(id).orElseThrow(() -> Problem.notFound("machine", id)));
    }

    /** @throws Problem ENTITY_NOT_FOUND also for a machine that is no allocated firewall: controllers wait for that */
    public MachineDetails getFirewall(String id) {
        var found = get(id);
        var isFirewall = found.view()
                .machine()
                .allocation()
                .filter(a -> a.role() == Role.FIREWALL)
                .isPresent();
        if (!isFirewall) {
            throw Problem.notFound("firewall", id);
        }
        return found;
    }

    /** The details of a machine as it was just written, whatever became of it since. */
    public MachineDetails of(Machine written) {
        return store.read(
                "machine-details",
                tx -> tx.machineDetails(written.id())
                        .filter(found -> allocationOf(found.view().machine()).equals(allocationOf(written)))
                        .map(found -> found.with(written))
                        .orElseGet(() -> tx.detailsOf(
                                new MachineView(written, tx.events().find(written.id())))));
    }

    private static Optional<UUID> allocationOf(Machine machine) {
        return machine.allocation().map(Allocation::id);
    }

    /** Every match as {@link MachinePages} reads them; what machines refer to is read once, before the first. */
    public void each(MachineQuery query, Consumer<MachineDetails> sink) {
        var references = store.read(
                "machine-references", tx -> new References(byId(tx.partitions()), byId(tx.sizes()), byId(tx.images())));
        MachinePages.read(store, query).map(references::of).forEach(sink);
    }

    private static <E extends Entity<E>> Map<String, E> byId(Table<E> table) {
        return table.list().stream().collect(Collectors.toMap(Entity::id, Function.identity()));
    }

    private record References(Map<String, Partition> partitions, Map<String, Size> sizes, Map<String, Image> images) {
        MachineDetails of(MachineView view) {
            var machine = view.machine();
            return new MachineDetails(
                    view,
                    Optional.ofNullable(partitions.get(machine.partitionId())),
                    Optional.ofNullable(sizes.get(machine.sizeId())),
                    machine.allocation().flatMap(a -> Optional.ofNullable(images.get(a.imageId()))));
        }
    }
}
