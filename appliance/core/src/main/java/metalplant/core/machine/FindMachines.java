package metalplant.core.machine;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.image.Image;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
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
        return store.read("machine-get", tx -> tx.machines()
                .view(id)
                .map(view -> details(tx, view))
                .orElseThrow(() -> Problem.notFound("machine", id)));
    }

    /** @throws Problem ENTITY_NOT_FOUND also for a machine that is no allocated firewall: controllers wait for that */
    public MachineDetails getFirewall(String id) {
        var found = get(id);
        var isFirewall = found.view().machine().allocation().filter(a -> a.role() == Role.FIREWALL).isPresent();
        if (!isFirewall) {
            throw Problem.notFound("firewall", id);
        }
        return found;
    }

    /** The details of a machine as it was just written. */
    public MachineDetails of(Machine machine) {
        return store.read(
                "machine-details",
                tx -> details(tx, new MachineView(machine, tx.events().find(machine.id()))));
    }

    private static MachineDetails details(Tx tx, MachineView view) {
        var machine = view.machine();
        return new MachineDetails(
                view,
                referred(machine.partitionId(), tx.partitions()::find),
                referred(machine.sizeId(), tx.sizes()::find),
                referred(machine.allocation().map(Allocation::imageId).orElse(""), tx.images()::find));
    }

    private static <E> Optional<E> referred(String id, Function<String, Optional<E>> find) {
        return id.isEmpty() ? Optional.empty() : find.apply(id);
    }

    /**
     * Streams what matches in order of id, on one snapshot, without holding it in memory.
     *
     * @throws Problem TOO_BUSY if the snapshot was lost after the first row; what was streamed until then is not whole
     */
    public void each(MachineQuery query, Consumer<MachineDetails> sink) {
        var started = new boolean[1];
        store.read("machine-find", tx -> {
            if (started[0]) {
                throw Problem.of(ProblemCode.TOO_BUSY, "the list changed while it was read, try again");
            }
            var partitions = byId(tx.partitions());
            var sizes = byId(tx.sizes());
            var images = byId(tx.images());
            tx.machines().each(query, view -> {
                started[0] = true;
                sink.accept(details(view, partitions, sizes, images));
            });
            return true;
        });
    }

    private static <E extends Entity<E>> Map<String, E> byId(Table<E> table) {
        return table.list().stream().collect(Collectors.toMap(Entity::id, Function.identity()));
    }

    private static MachineDetails details(
            MachineView view, Map<String, Partition> partitions, Map<String, Size> sizes, Map<String, Image> images) {
        var machine = view.machine();
        return new MachineDetails(
                view,
                Optional.ofNullable(partitions.get(machine.partitionId())),
                Optional.ofNullable(sizes.get(machine.sizeId())),
                machine.allocation().flatMap(a -> Optional.ofNullable(images.get(a.imageId()))));
    }
}
