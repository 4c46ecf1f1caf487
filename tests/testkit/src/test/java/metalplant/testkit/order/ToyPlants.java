package metalplant.testkit.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.core.order.OrderPlants;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Slot;

/** Plants with machines, which take each request id once. They outlive whoever asks them. */
final class ToyPlants implements OrderPlants {
    /** Something that a machine is used for, by its allocation. */
    final Map<String, String> allocated = new LinkedHashMap<>();

    final Map<String, Integer> free = new HashMap<>();
    final Set<String> away = new HashSet<>();
    /** Plants that do what they are asked, and whose next answer gets lost. */
    final Set<String> losing = new HashSet<>();
    /** Happens whenever a plant has no machine. */
    Runnable refusing = () -> {};
    /** What kills the one who asks, right before or behind a call; see {@link Life}. */
    Life life = new Life(Integer.MAX_VALUE);

    private final List<Place> places = new ArrayList<>();
    private final Map<UUID, Told> answers = new HashMap<>();
    private int made;

    /** A process that dies at its n-th step. */
    static final class Life {
        private int left;

        Life(int steps) {
            left = steps;
        }

        static final class Death extends RuntimeException {}

        boolean isOver() {
            return left <= 0;
        }

        void step() {
            left--;
            require();
        }

        void require() {
            if (isOver()) {
                throw new Death();
            }
        }
    }

    void place(String zone, String partition, int machines) {
        places.add(new Place("plant-" + partition, zone, partition, "net-" + partition, machines, ""));
        free.put(partition, machines);
    }

    @Override
    public Seen look(Wish wish) {
        return new Seen(
                wish.template(),
                places.stream().filter(place -> !away.contains(place.plant())).toList(),
                away.stream().sorted().toList());
    }

    private Told call(Slot slot, Supplier<Told> work) {
        life.step();
        if (away.contains(slot.place().plant())) {
            return new Told.Away("cut off");
        }
        var told = work.get();
        life.step();
        return losing.remove(slot.place().plant()) ? new Told.Unclear("lost") : told;
    }

    @Override
    public Told allocate(MachineOrder order, Slot slot) {
        return call(slot, () -> {
            var known = answers.get(slot.request());
            return known == null ? keep(slot, make(slot)) : known;
        });
    }

    private Told make(Slot slot) {
        int left = free.getOrDefault(slot.place().partition(), 0);
        if (left == 0) {
            refusing.run();
            return new Told.Refused("no machine available");
        }
        free.put(slot.place().partition(), left - 1);
        made++;
        var machine = "m" + made;
        allocated.put("a" + made, machine + "@" + slot.place().partition());
        return new Told.Made(machine, "a" + made);
    }

    private Told keep(Slot slot, Told told) {
        answers.put(slot.request(), told);
        return told;
    }

    @Override
    public Told became(MachineOrder order, Slot slot) {
        return call(slot, () -> answers.getOrDefault(slot.request(), new Told.Unheard()));
    }

    @Override
    public Told burn(MachineOrder order, Slot slot) {
        return call(slot, () -> {
            var known = answers.putIfAbsent(slot.request(), new Told.Refused("burnt"));
            return known == null ? new Told.Unheard() : known;
        });
    }

    @Override
    public Told free(MachineOrder order, Slot slot) {
        return call(slot, () -> {
            if (allocated.remove(slot.allocation()) != null) {
                free.merge(slot.place().partition(), 1, Integer::sum);
            }
            return new Told.Unheard();
        });
    }

    /** What arrives late, out of a network that kept it. */
    void arriveLate(MachineOrder order, Slot slot) {
        if (!answers.containsKey(slot.request())) {
            keep(slot, make(slot));
        }
    }
}
