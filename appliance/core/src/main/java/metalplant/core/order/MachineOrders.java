package metalplant.core.order;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.core.store.Landed;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.model.order.Spread;
import metalplant.model.region.Zone;

/** The use cases of orders. An order is planned while its caller waits, and made afterwards by {@link OrderSteps}. */
public final class MachineOrders {
    /** An order may be as large as {@link OrderConfig#templateMax()}. */
    private static final int PAGE = 64;

    private final Store store;
    private final World world;
    private final OrderConfig config;
    private final OrderPlants plants;
    private final OrderSteps steps;
    private final Runnable kick;

    /** @param kick looks for due sagas */
    public MachineOrders(
            Store store, World world, OrderConfig config, OrderPlants plants, OrderSteps steps, Runnable kick) {
        this.store = store;
        this.world = world;
        this.config = config;
        this.plants = plants;
        this.steps = steps;
        this.kick = kick;
    }

    /**
     * What is ordered.
     *
     * @param id the caller's, so that the same order sent again is one order; empty draws one
     * @param zones empty = all in which there are partitions
     * @param template see {@link MachineOrder}
     */
    public record Create(
            Optional<UUID> id,
            Rule rule,
            int count,
            List<String> zones,
            String project,
            String template,
            MachineOrder.Orderer orderer) {
        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Create[" + id + " count=" + count + "]";
        }
    }

    /** In order of their beginning, the last one first, and without their templates. */
    public List<MachineOrder> list() {
        return kept("order-list")
                .sorted(Comparator.comparing(
                                (MachineOrder order) -> order.stamp().created())
                        .thenComparing(MachineOrder::id)
                        .reversed())
                .toList();
    }

    /** All that are remembered; the template of each, which may be large, is given up before the next page is read. */
    private Stream<MachineOrder> kept(String name) {
        return Pages.read(store, name, "", (tx, after) -> tx.orders().page(after, PAGE))
                .map(MachineOrder::withoutTemplate);
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public MachineOrder get(String id) {
        return store.read("order-get", tx -> tx.orders().get(id));
    }

    /**
     * Plans an order and begins it.
     *
     * @return the order, of which nothing is made yet; one that is known already as it is now
     * @throws Problem BAD_REQUEST; ENTITY_NOT_FOUND for project or zone; NO_MACHINE_WAITING that says what is free where; ENTITY_EXISTS for
     *     another order of this id; TOO_BUSY
     */
    public MachineOrder create(Create wanted) {
        require(wanted);
        var known = wanted.id()
                .flatMap(id -> store.read("order-find", tx -> tx.orders().find(id.toString())));
        if (known.isPresent()) {
            return same(known.get(), wanted);
        }
        store.read("order-names", tx -> {
            requireZones(tx, wanted.zones());
            return tx.projects().get(wanted.project());
        });
        makeRoom();
        var seen = plants.look(new OrderPlants.Wish(wanted.template(), wanted.orderer()));
        var dealt = Spread.plan(wanted.rule(), wanted.count(), wanted.zones(), seen.places(), seen.silent());
        var order = order(wanted, seen.template(), usable(wanted, seen.places()), dealt);
        var saga = steps.saga()
                .begin(
                        world.newId(),
                        order.id(),
                        "",
                        order.stamp().created(),
                        order.stamp().created());
        var stored = store.run("order-create", Landed.created(Tx::orders, order), tx -> {
            var created = tx.orders().insert(order);
            tx.sagas().insert(saga);
            return created;
        });
        kick.run();
        return stored;
    }

    private void require(Create wanted) {
        if (wanted.count() < 1 || wanted.count() > config.countMax()) {
            throw Problem.bad("count must be between 1 and %d".formatted(config.countMax()));
        }
        if (wanted.project().isEmpty()) {
            throw Problem.bad("projectid of the machine should not be empty");
        }
        if (wanted.template().length() > config.templateMax()) {
            throw Problem.bad("what each machine shall be, with its user data, may have at most %d characters"
                    .formatted(config.templateMax()));
        }
        if (wanted.zones().stream().distinct().count() != wanted.zones().size()) {
            throw Problem.bad("a zone is named twice");
        }
    }

    private static void requireZones(Tx tx, List<String> wanted) {
        if (!wanted.isEmpty()) {
            var known = tx.zones().list().stream().map(Zone::id).toList();
            wanted.stream().filter(zone -> !known.contains(zone)).findFirst().ifPresent(zone -> {
                throw Problem.notFound("zone", zone);
            });
        }
    }

    private static MachineOrder same(MachineOrder known, Create wanted) {
        boolean same = known.rule() == wanted.rule()
                && known.count() == wanted.count()
                && known.project().equals(wanted.project())
                && known.asked().equals(sum(wanted));
        if (!same) {
            throw Problem.exists("another machine order", known.id());
        }
        return known;
    }

    private static String sum(Create wanted) {
        var text = String.join(",", wanted.zones()) + "\n" + wanted.template();
        return Hash.of(text.getBytes(StandardCharsets.UTF_8)).sum().hex();
    }

    /** Those that are over make room, the oldest first. */
    private void makeRoom() {
        var all = kept("order-room").toList();
        int above = all.size() - config.keptMax() + 1;
        if (above <= 0) {
            return;
        }
        var over = all.stream()
                .filter(order -> order.state().isOver())
                .sorted(Comparator.comparing(
                        (MachineOrder order) -> order.stamp().changed()))
                .limit(above)
                .toList();
        if (over.size() < above) {
            throw Problem.of(
                    ProblemCode.TOO_BUSY,
                    "%d orders are under way, and no more are taken; see them with plantctl machine orders"
                            .formatted(all.size()));
        }
        over.forEach(old -> store.run("order-forget", tx -> {
            tx.orders().find(old.id()).ifPresent(tx.orders()::delete);
            return true;
        }));
    }

    private static List<Place> usable(Create wanted, List<Place> places) {
        return places.stream()
                .filter(place -> place.usable() > 0 && !place.zone().isEmpty())
                .filter(place -> wanted.zones().isEmpty() || wanted.zones().contains(place.zone()))
                .toList();
    }

    private MachineOrder order(Create wanted, String template, List<Place> places, List<Place> dealt) {
        var slots = new ArrayList<Slot>();
        for (var place : dealt) {
            slots.add(Slot.planned(slots.size() + 1, place, world.newId()));
        }
        return new MachineOrder(
                wanted.id().orElseGet(world::newId).toString(),
                wanted.rule(),
                wanted.count(),
                wanted.orderer(),
                wanted.project(),
                sum(wanted),
                template,
                places,
                slots,
                MachineOrder.State.RUNNING,
                "",
                Stamp.fresh(world));
    }
}
