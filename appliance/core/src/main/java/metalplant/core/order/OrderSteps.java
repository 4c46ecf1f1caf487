package metalplant.core.order;

import static java.lang.System.Logger.Level.INFO;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import metalplant.core.order.OrderPlants.Told;
import metalplant.core.saga.Saga;
import metalplant.core.saga.StepOutcome;
import metalplant.core.store.Changes;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.model.order.Spread;
import metalplant.model.saga.SagaRecord;

/**
 * Makes the machines of an order, one slot after the other, and takes them back. That a slot is sent is written down before it is, and what
 * came of it behind; a plant that is killed in between asks the other one what became of the request, whose id is taken once.
 */
public final class OrderSteps {
    private static final System.Logger LOG = System.getLogger(OrderSteps.class.getName());
    private static final String KIND = "machine-order";

    private final Store store;
    private final World world;
    private final OrderConfig config;
    private final OrderPlants plants;

    public OrderSteps(Store store, World world, OrderConfig config, OrderPlants plants) {
        this.store = store;
        this.world = world;
        this.config = config;
        this.plants = plants;
    }

    /** The saga of an order, whose id is the subject. It waits for other plants, so it has to run beside the others. */
    public Saga saga() {
        return Saga.named(KIND).step("make", this::make, this::takeBack).slow().build();
    }

    /** One slot further. */
    private StepOutcome make(SagaRecord saga) {
        var found = find(saga);
        if (found.isEmpty() || found.get().state().isOver()) {
            return StepOutcome.done();
        }
        var order = found.get();
        var refused = refused(order);
        if (refused.isPresent()) {
            return StepOutcome.giveUp(refused.get());
        }
        var open = order.slots().stream()
                .filter(slot -> slot.state().isOpen())
                .min(Comparator.comparing(Slot::touched).thenComparing(Slot::number));
        return open.map(slot -> attempt(order, slot)).orElseGet(() -> finish(order));
    }

    /** Why a strict order cannot be made any more; also for a process that comes after the one that was told so. */
    private static Optional<String> refused(MachineOrder order) {
        return order.slots().stream()
                .filter(slot -> order.rule() == Rule.STRICT && slot.state() == Slot.State.DROPPED)
                .findFirst()
                .map(OrderSteps::words);
    }

    private static String words(Slot slot) {
        return "%s: %s".formatted(slot.place().partition(), slot.why());
    }

    private StepOutcome finish(MachineOrder order) {
        if (order.made() == 0) {
            return StepOutcome.giveUp(lastWhy(order));
        }
        journal(order.in(MachineOrder.State.DONE, lastWhy(order)));
        LOG.log(INFO, "order is done order={0} made={1} of={2}", order.id(), order.made(), order.count());
        return StepOutcome.done();
    }

    private static String lastWhy(MachineOrder order) {
        return order.slots().stream()
                .filter(slot ->
                        slot.state() == Slot.State.DROPPED && !slot.why().isEmpty())
                .max(Comparator.comparing(Slot::touched))
                .map(Slot::why)
                .orElse("");
    }

    private StepOutcome attempt(MachineOrder order, Slot slot) {
        var rested = Duration.between(slot.touched(), world.now());
        if (!slot.why().isEmpty() && rested.compareTo(config.pause()) < 0) {
            return StepOutcome.notYet(config.pause().minus(rested.isNegative() ? Duration.ZERO : rested));
        }
        if (slot.state() == Slot.State.PLANNED) {
            var sent = journal(order.with(slot.at(Slot.State.SENT, "", world.now())));
            return settle(sent, slotOf(sent, slot), plants.allocate(sent, slotOf(sent, slot)), true);
        }
        var became = plants.became(order, slot);
        return became instanceof Told.Unheard
                ? settle(order, slot, plants.allocate(order, slot), false)
                : settle(order, slot, became, false);
    }

    /** @param first nothing was ever sent under this id before */
    private StepOutcome settle(MachineOrder order, Slot slot, Told told, boolean first) {
        var now = world.now();
        return switch (told) {
            case Told.Made(var machine, var allocation) -> onWith(order.with(slot.made(machine, allocation, now)));
            case Told.Refused(var why) -> elsewhere(order, slot, why);
            case Told.Lapsed _, Told.Unheard _ ->
                onWith(order.with(slot.again(slot.place(), world.newId(), "the plant was started again", now)));
            case Told.Unclear(var why) -> waiting(order, slot.at(Slot.State.SENT, why, now));
            case Told.Away(var why) ->
                first && order.rule() == Rule.BEST_EFFORT
                        ? elsewhere(order, slot, why)
                        : waiting(order, slot.at(first ? Slot.State.PLANNED : Slot.State.SENT, why, now));
        };
    }

    private StepOutcome onWith(MachineOrder order) {
        journal(order);
        return StepOutcome.notYet(Duration.ZERO);
    }

    /** Strict orders have one place for each slot only. */
    private StepOutcome elsewhere(MachineOrder order, Slot slot, String why) {
        var now = world.now();
        if (order.rule() == Rule.STRICT) {
            var dropped = slot.at(Slot.State.DROPPED, why, now);
            journal(order.with(dropped));
            return StepOutcome.giveUp(words(dropped));
        }
        var tried = new TreeSet<>(slot.tried());
        tried.add(slot.place().partition());
        return onWith(order.with(Spread.instead(order.places(), taken(order, slot), tried)
                .map(place -> slot.again(place, world.newId(), "", now))
                .orElseGet(() -> slot.at(Slot.State.DROPPED, why, now))));
    }

    private static List<Place> taken(MachineOrder order, Slot without) {
        return order.slots().stream()
                .filter(slot ->
                        slot.number() != without.number() && !slot.state().isEmpty())
                .map(Slot::place)
                .toList();
    }

    private StepOutcome waiting(MachineOrder order, Slot slot) {
        journal(order.with(slot));
        boolean tooLong = Duration.between(slot.begun(), slot.touched()).compareTo(config.patience()) >= 0;
        if (order.rule() == Rule.STRICT && tooLong) {
            return StepOutcome.giveUp(words(slot));
        }
        boolean others = order.slots().stream()
                .anyMatch(other -> other.number() != slot.number()
                        && other.state() == Slot.State.PLANNED
                        && other.why().isEmpty());
        return StepOutcome.notYet(others ? Duration.ZERO : config.pause());
    }

    /** Frees what is there and makes sure that nothing comes; as often as it takes to hear every plant. */
    private void takeBack(SagaRecord saga) {
        var found = find(saga);
        if (found.isEmpty() || found.get().state().isOver()) {
            return;
        }
        var order = found.get();
        if (order.state() != MachineOrder.State.TAKING_BACK) {
            order = journal(order.in(MachineOrder.State.TAKING_BACK, saga.error()));
        }
        long end = world.nanos() + config.round().toNanos();
        var unheard = new TreeSet<String>();
        for (var slot : order.slots()) {
            boolean skip =
                    slot.state().isEmpty() || unheard.contains(slot.place().plant());
            if (!skip && world.nanos() < end) {
                order = takenBack(order, slot);
                if (!slotOf(order, slot).state().isEmpty()) {
                    unheard.add(slot.place().plant());
                }
            }
        }
        requireEmpty(order);
        journal(order.in(MachineOrder.State.FAILED, order.why()));
        LOG.log(INFO, "order was taken back order={0} because={1}", order.id(), order.why());
    }

    private static void requireEmpty(MachineOrder order) {
        var left = order.slots().stream()
                .filter(slot -> !slot.state().isEmpty())
                .map(slot -> "machine %d waits for plant %s"
                        .formatted(slot.number(), slot.place().plant()))
                .collect(joining(", "));
        if (!left.isEmpty()) {
            throw Problem.of(ProblemCode.PLANT_UNREACHABLE, "not taken back yet: " + left);
        }
    }

    private MachineOrder takenBack(MachineOrder order, Slot slot) {
        return switch (slot.state()) {
            case PLANNED -> journal(order.with(slot.at(Slot.State.DROPPED, slot.why(), world.now())));
            case SENT -> forgotten(order, slot);
            case MADE -> freed(order, slot);
            case FREED, DROPPED -> order;
        };
    }

    private MachineOrder forgotten(MachineOrder order, Slot slot) {
        var became = plants.became(order, slot);
        var told = became instanceof Told.Unheard ? plants.burn(order, slot) : became;
        var now = world.now();
        return switch (told) {
            case Told.Made(var machine, var allocation) -> {
                var made = journal(order.with(slot.made(machine, allocation, now)));
                yield freed(made, slotOf(made, slot));
            }
            case Told.Refused(var why) -> journal(order.with(slot.at(Slot.State.DROPPED, why, now)));
            case Told.Unheard _, Told.Lapsed _ -> journal(order.with(slot.at(Slot.State.DROPPED, slot.why(), now)));
            case Told.Unclear(var why) -> journal(order.with(slot.at(Slot.State.SENT, why, now)));
            case Told.Away(var why) -> journal(order.with(slot.at(Slot.State.SENT, why, now)));
        };
    }

    private MachineOrder freed(MachineOrder order, Slot slot) {
        var told = plants.free(order, slot);
        var now = world.now();
        return journal(order.with(
                switch (told) {
                    case Told.Made _, Told.Unheard _ -> slot.at(Slot.State.FREED, "", now);
                    case Told.Lapsed _ -> slot.at(Slot.State.MADE, "the plant was started again", now);
                    case Told.Refused(var why) -> slot.at(Slot.State.MADE, why, now);
                    case Told.Unclear(var why) -> slot.at(Slot.State.MADE, why, now);
                    case Told.Away(var why) -> slot.at(Slot.State.MADE, why, now);
                }));
    }

    private static Slot slotOf(MachineOrder order, Slot slot) {
        return order.slot(slot.number()).orElseThrow();
    }

    private Optional<MachineOrder> find(SagaRecord saga) {
        return store.read("order-step", tx -> tx.orders().find(saga.subject()));
    }

    /** Against the version that was read: whoever took the order over meanwhile is not overwritten. */
    private MachineOrder journal(MachineOrder order) {
        var changed = order.withStamp(order.stamp().changedAt(world.now()));
        return Changes.update(
                store, "order-journal", Tx::orders, tx -> tx.orders().update(changed));
    }
}
