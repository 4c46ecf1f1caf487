package metalplant.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.federation.homes.Entity;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.homes.Homes;
import metalplant.federation.homes.Span;
import metalplant.federation.homes.Spanning;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Bytes;
import metalplant.model.ip.Cidr;

/**
 * Customers who make networks of projects in several plants, and operators who share networks. Not in every run, and with chance of their
 * own: runs without them are what they were.
 */
final class Networks {
    /** One run of so many. */
    private static final int EVERY = 3;

    private static final int STREAM = 0x6E657473;

    /** Super networks; plants have them alike, as plants do that were set up by one book. */
    private static final List<Cidr> SUPERS = Stream.of("10.0.0.0/16", "10.1.0.0/16", "10.0.128.0/17")
            .map(Cidr::parse)
            .toList();

    private final Simulation sim;
    private final Random random;
    private boolean trouble = true;

    Networks(Simulation sim) {
        this.sim = sim;
        this.random = new Random(sim.seed * 0x9E3779B97F4A7C15L + STREAM);
    }

    void begin() {
        if (Math.floorMod(sim.seed, EVERY) == 1) {
            sim.plants.forEach(plant -> sim.clock.after(random.nextLong(10 * Simulation.MINUTE), () -> visit(plant)));
        }
    }

    /** Nobody wants anything new. */
    void rest() {
        trouble = false;
    }

    private void visit(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        if (plant.up && !plant.isFull()) {
            switch (random.nextInt(8)) {
                case 0 -> share(plant);
                case 1 -> use(plant);
                default -> make(plant);
            }
        }
        if (trouble) {
            sim.clock.after(Simulation.MINUTE + random.nextLong(5 * Simulation.MINUTE), () -> visit(plant));
        }
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private void share(SimPlant plant) {
        var name = "network-" + random.nextInt(3);
        plant.write(plant.db().with(plant.db().homes().created(Span.NETWORK, uuid(), "", name, Bytes.EMPTY)));
        sim.sometimes("network shared");
    }

    /** Addresses of a network of another plant come into use, or go out of it. */
    private void use(SimPlant plant) {
        any(known(plant)
                        .filter(entity -> entity.kind().equals(Span.NETWORK)
                                && !entity.home().equals(plant.id()))
                        .toList())
                .ifPresent(network -> plant.write(plant.db()
                        .wishing(network.id(), random.nextBoolean() ? List.of(SUPERS.getFirst()) : List.of())));
    }

    private static Stream<Entity> known(SimPlant plant) {
        return plant.state().ledger().state().map(state -> state.homes().all()).orElse(List.of()).stream();
    }

    private <T> Optional<T> any(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
    }

    /** A project of which a plant can make a network, and whether it is at home there. */
    private record Project(UUID id, boolean atHome) {}

    private List<Project> projects(SimPlant plant) {
        var list = new ArrayList<Project>();
        known(plant)
                .filter(entity -> entity.kind().equals(Span.PROJECT))
                .forEach(entity ->
                        list.add(new Project(entity.id(), entity.home().equals(plant.id()))));
        for (HomeTable.Row row : plant.db().homes().rows().values()) {
            boolean published = list.stream().anyMatch(each -> each.id().equals(row.id()));
            if (!published && !row.deleted() && row.kind().equals(Span.PROJECT)) {
                list.add(new Project(row.id(), true));
            }
        }
        return list;
    }

    /** By the rule of the product: allowed, or refused and noted as a wish. */
    private void make(SimPlant plant) {
        var project = any(projects(plant));
        boolean may = plant.state().phase() == Phase.MEMBER && plant.db().reconciled();
        if (project.isEmpty() || !may) {
            return;
        }
        var of = SUPERS.get(random.nextInt(SUPERS.size()));
        var homes = plant.state().federation().homes();
        var id = project.get().id();
        var verdict =
                Spanning.of(project.get().atHome(), plant.id(), homes.spansOf(id), List.of(of), sim.mutant.guards());
        switch (verdict) {
            case Spanning.Allowed _ -> {
                var net = new LocalDb.Net(uuid(), id, of, sim.oracle.stint(plant));
                plant.write(plant.db().with(net));
                sim.oracle.made(plant, net);
                sim.sometimes(project.get().atHome() ? "network made at home" : "network made away from home");
                if (sim.network.isCutOff(plant.index)) {
                    sim.sometimes("network made while cut off");
                }
            }
            case Spanning.Taken _ -> sim.sometimes("prefix of a project taken elsewhere");
            case Spanning.Unclaimed _ -> {
                plant.write(plant.db().wishing(id, List.of(of)));
                sim.sometimes("span wanted");
            }
        }
    }

    /** What keeps the wish of a member from being granted, if it is neither granted nor impossible. */
    Optional<String> unrest(SimPlant plant) {
        var homes = plant.state().federation().homes();
        return plant.spans(Integer.MAX_VALUE).stream()
                .filter(wish -> homes.find(wish.id()).isPresent() && isFree(homes, plant, wish.id(), wish.prefixes()))
                .map(wish -> "wants %s of %s".formatted(wish.prefixes(), wish.id()))
                .findFirst();
    }

    private static boolean isFree(Homes homes, SimPlant plant, UUID id, List<Cidr> prefixes) {
        boolean network = homes.find(id)
                .filter(entity -> entity.kind().equals(Span.NETWORK))
                .isPresent();
        boolean own = homes.find(id)
                .filter(entity -> entity.home().equals(plant.id()))
                .isPresent();
        return (network && !own)
                || (!network
                        && homes.spansOf(id).stream()
                                .noneMatch(span -> !span.plant().equals(plant.id()) && span.overlaps(prefixes)));
    }
}
