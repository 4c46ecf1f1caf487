package metalplant.core.restore;

import static java.lang.System.Logger.Level.INFO;

import java.util.List;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineView;
import metalplant.model.restore.PlantLife;

/** What an administrator decides after a restore: which machines are as the database remembers them, and that addresses are known. */
public final class ReconcileMachines {
    private static final System.Logger LOG = System.getLogger(ReconcileMachines.class.getName());
    private static final int PAGE = 500;

    private final Store store;
    private final Doubts doubts;

    public ReconcileMachines(Store store, Doubts doubts) {
        this.store = store;
        this.doubts = doubts;
    }

    /** All machines in doubt, in order of id. */
    public List<Believed> list() {
        return Pages.read(
                        store,
                        "reconcile-list",
                        "",
                        (tx, after) -> Page.of(
                                tx.machines().doubted(after, PAGE),
                                PAGE,
                                view -> view.machine().id()))
                .map(Believed::of)
                .toList();
    }

    /**
     * Accepts these machines, whatever was seen of them.
     *
     * @return how many were in doubt
     * @throws Problem ENTITY_NOT_FOUND; then none was accepted
     */
    public long accept(List<String> machineIds) {
        long accepted = store.<Long>run("reconcile-accept", tx -> {
            var machines = tx.machines().findAll(machineIds);
            if (machines.size() < machineIds.stream().distinct().count()) {
                var known = machines.stream().map(Machine::id).toList();
                throw machineIds.stream()
                        .filter(id -> !known.contains(id))
                        .findFirst()
                        .map(id -> Problem.notFound("machine", id))
                        .orElseThrow();
            }
            var doubted = machines.stream().filter(Machine::unconfirmed).toList();
            Doubts.weighAll(tx, doubted, Evidence.ACCEPTED);
            return (long) doubted.size();
        });
        LOG.log(INFO, "accepted machines={0}", String.join(" ", machineIds));
        doubts.look();
        return accepted;
    }

    /**
     * Accepts every machine of which nothing was seen that contradicts, and from now on takes machines that the database does not know
     * for new ones.
     *
     * @return how many were accepted
     */
    public long acceptAll() {
        long accepted = 0;
        var after = "";
        while (true) {
            var from = after;
            var page = store.run("reconcile-all", tx -> {
                var views = tx.machines().doubted(from, PAGE);
                var believed = views.stream()
                        .map(MachineView::machine)
                        .filter(machine -> !Believed.contradicts(machine))
                        .toList();
                Doubts.weighAll(tx, believed, Evidence.ACCEPTED);
                return views;
            });
            accepted += page.stream()
                    .filter(view -> !Believed.contradicts(view.machine()))
                    .count();
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().machine().id();
        }
        change("reconcile-newcomers", PlantLife::withNewcomers);
        LOG.log(INFO, "accepted all machines that nothing contradicts machines={0}", Long.toString(accepted));
        doubts.look();
        return accepted;
    }

    /** Addresses are given again out of prefixes that the database knew. */
    public void acceptAddresses() {
        change("reconcile-addresses", PlantLife::withAddresses);
        LOG.log(INFO, "addresses are given again out of all local prefixes");
    }

    private void change(String name, java.util.function.UnaryOperator<PlantLife> change) {
        store.run(name, tx -> {
            tx.life().find().map(change).ifPresent(life -> {
                tx.life().save(life);
                if (!life.addressesHeld()) {
                    tx.prefixes().releaseLocal();
                }
            });
            return true;
        });
    }
}
