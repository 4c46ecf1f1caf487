package metalplant.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.escrow.Extent;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Holdings;

/** Who wants addresses and masterdata of plants, whatever goes on around them. */
final class Customers {
    private final People people;
    private final Simulation sim;

    Customers(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    void customer(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        if (plant.up && !plant.isFull()) {
            switch (people.random().nextInt(10)) {
                case 0, 1, 2, 3 -> acquire(plant);
                case 4, 5 -> release(plant);
                case 6, 7 -> create(plant);
                case 8 -> change(plant);
                default -> delete(plant);
            }
        }
        if (people.trouble()) {
            sim.clock.after(Simulation.MINUTE + people.random().nextLong(4 * Simulation.MINUTE), () -> customer(plant));
        }
    }

    private void acquire(SimPlant plant) {
        var request = people.uuid();
        int tries = 1 + people.random().nextInt(3);
        for (int i = 0; i < tries; i++) {
            // A client that heard no answer asks again with the same request id.
            take(plant, request);
        }
    }

    private void take(SimPlant plant, UUID request) {
        var known = plant.db().rows().values().stream()
                .filter(row -> row.request().equals(request))
                .findFirst();
        if (known.isPresent()) {
            return;
        }
        boolean refused = sim.mutant == Mutant.ALLOCATION_NEEDS_A_LINK && sim.network.isCutOff(plant.index);
        var free = refused ? List.<LocalDb.PoolNumber>of() : freeNumbers(plant);
        if (free.isEmpty()) {
            if (Holdings.held(plant.state()).isEmpty()) {
                return;
            }
            sim.sometimes("exhausted");
            return;
        }
        var number = people.any(free);
        plant.write(plant.db().with(new LocalDb.Row(number, request, Long.MAX_VALUE)));
        if (sim.network.isCutOff(plant.index)) {
            sim.sometimes("acquired while cut off");
        }
        sim.oracle.acquired(plant, number, request);
    }

    /** What the allocator of the plant would choose from, by the rule of the product. */
    private List<LocalDb.PoolNumber> freeNumbers(SimPlant plant) {
        Guards guards = sim.mutant.guards();
        var list = new ArrayList<LocalDb.PoolNumber>();
        for (Extent extent : Holdings.held(plant.state())) {
            boolean addresses = plant.state()
                            .federation()
                            .pools()
                            .get(extent.range().pool())
                            .spec()
                            .kind()
                    == PoolKind.IPV4;
            for (int i = 0; addresses && i < 8 && i < extent.range().size().intValue(); i++) {
                var value = extent.range().first().add(BigInteger.valueOf(i));
                var number = new LocalDb.PoolNumber(extent.range().pool(), value);
                boolean free = plant.db().rows().get(number).isEmpty();
                if (free && Holdings.usable(plant.state(), number.pool(), value, guards)) {
                    list.add(number);
                }
            }
        }
        return list;
    }

    private void release(SimPlant plant) {
        var active =
                plant.db().rows().values().stream().filter(LocalDb.Row::active).toList();
        if (!active.isEmpty()) {
            var row = people.any(active);
            long until = sim.clock.now() + 15 * Simulation.MINUTE;
            plant.write(plant.db().with(new LocalDb.Row(row.number(), row.request(), until)));
            sim.oracle.released(plant, row.number());
        }
        for (var row : plant.db().rows().values()) {
            if (row.heldUntil() <= sim.clock.now()) {
                plant.write(plant.db().without(row.number()));
            }
        }
    }

    /** Held-down addresses become free, and customers leave a plant that is about to leave. */
    void releaseHeld(SimPlant plant) {
        boolean drains = plant.state().phase() == Phase.DRAINING;
        for (var row : plant.db().rows().values()) {
            if (drains || row.heldUntil() <= sim.clock.now()) {
                sim.oracle.released(plant, row.number());
                plant.write(plant.db().without(row.number()));
            }
        }
    }

    private void create(SimPlant plant) {
        var name = "project-" + people.random().nextInt(6);
        plant.write(plant.db().with(plant.db().homes().created("project", people.uuid(), "", name, people.content())));
        if (sim.network.isCutOff(plant.index)) {
            sim.sometimes("created while cut off");
        }
    }

    private Optional<HomeTable.Row> anyHome(SimPlant plant) {
        var rows = plant.db().homes().rows().values();
        return rows.isEmpty() ? Optional.empty() : Optional.of(people.any(rows));
    }

    private void change(SimPlant plant) {
        anyHome(plant)
                .ifPresent(row -> plant.write(plant.db()
                        .with(plant.db()
                                .homes()
                                .changed(row.id(), "project-" + people.random().nextInt(6), people.content()))));
    }

    private void delete(SimPlant plant) {
        anyHome(plant)
                .ifPresent(row -> plant.write(plant.db().with(plant.db().homes().deleted(row.id()))));
    }

    /** Nobody reaches anybody, and every plant that has room must serve its customers all the same (I12). */
    void island() {
        for (var plant : sim.plants) {
            sim.network.cutOff(plant.index, true);
        }
        for (var plant : sim.plants) {
            if (plant.up && !plant.destroyed && !plant.isFull()) {
                serves(plant);
            }
        }
    }

    private void serves(SimPlant plant) {
        int before = plant.db().rows().size();
        if (sim.oracle.hasRoom(plant)) {
            take(plant, people.uuid());
            if (plant.db().rows().size() != before + 1) {
                throw new Violation(
                        "I12", "plant %d has room, reaches nobody and gives nothing".formatted(plant.index));
            }
            sim.sometimes("served on an island in phase " + plant.state().phase());
            release(plant);
        }
        int homes = plant.db().homes().rows().size();
        create(plant);
        if (plant.db().homes().rows().size() != homes + 1) {
            throw new Violation("I12", "plant %d reaches nobody and creates nothing".formatted(plant.index));
        }
    }
}
