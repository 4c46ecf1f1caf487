package metalplant.core.peering;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.membership.Member;
import metalplant.model.World;
import metalplant.model.partition.Partition;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Head;
import metalplant.model.peering.PlantFabric.Part;

/**
 * What plants tell each other of their partitions in zones. Nothing of it is waited for: each plant asks the others now and then, keeps
 * what they said last, and goes on with that while it does not reach them.
 *
 * @see "docs/adr/0067"
 */
public final class PlantFabrics {
    /** How exactly it is known when a plant was heard last: not each answer is written down. */
    public static final Duration HEARD_EVERY = Duration.ofMinutes(1);

    private final Store store;
    private final World world;

    public PlantFabrics(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * What this plant asks others with.
     *
     * @param zones in which it has partitions, in order; nobody is asked if there are none
     * @param heads which of what others said is here
     */
    public record Asks(List<UUID> zones, List<Head> heads) {
        /** Of a plant that has nobody to ask. */
        public static final Asks NOTHING = new Asks(List.of(), List.of());

        public Asks {
            zones = List.copyOf(zones);
            heads = List.copyOf(heads);
        }

        /** What of this plant is here, if it is of the same zones: then it need not be told again. */
        public Optional<Head> head(String plant) {
            return heads.stream()
                    .filter(each -> each.plant().equals(plant) && each.zones().equals(zones))
                    .findFirst();
        }
    }

    public Asks asks() {
        return store.read(
                "plant-fabric-asks", tx -> new Asks(zones(tx), tx.plantFabrics().heads()));
    }

    private static List<UUID> zones(Tx tx) {
        var used = new HashSet<String>();
        tx.partitions().list().stream().map(Partition::zoneId).forEach(used::add);
        return tx.zones().list().stream()
                .filter(each -> used.contains(each.id()))
                .map(each -> each.stamp().uid())
                .sorted()
                .toList();
    }

    /**
     * What this plant tells now. What it told last is written down, so that each of two that differ has a number of its own, whichever
     * process tells it.
     *
     * @param life of this plant
     * @param number of this plant in the federation
     */
    public PlantFabric told(long life, int number) {
        var now = world.now();
        var known = store.read("plant-fabric-offer", tx -> current(tx, life, number, now));
        return known.orElseGet(() -> store.run("plant-fabric-offer", tx -> {
            var again = current(tx, life, number, now);
            if (again.isPresent()) {
                return again.get();
            }
            long last = tx.plantFabrics()
                    .find(PlantFabric.OWN)
                    .filter(each -> each.life() == life)
                    .map(PlantFabric::revision)
                    .orElse(0L);
            var next = own(FabricOffer.of(tx, number), life, last + 1, now);
            tx.plantFabrics().save(next);
            return next;
        }));
    }

    /** What is written down, if it is still so. */
    private static Optional<PlantFabric> current(Tx tx, long life, int number, Instant now) {
        var offer = FabricOffer.of(tx, number);
        return tx.plantFabrics()
                .find(PlantFabric.OWN)
                .filter(each ->
                        each.life() == life && each.parts().equals(offer.parts()) && each.more() == offer.more())
                .map(each -> each.heardAt(now));
    }

    private static PlantFabric own(FabricOffer offer, long life, long revision, Instant now) {
        return new PlantFabric(
                PlantFabric.OWN, life, revision, List.of(), now, now, offer.parts(), offer.more(), List.of());
    }

    /** What of it is in these zones. */
    public static List<Part> in(PlantFabric all, Collection<UUID> zones) {
        return all.parts().stream().filter(each -> zones.contains(each.zone())).toList();
    }

    /**
     * Another plant said something. It is not taken if it is older than what is here, or if the plant is no member any more.
     *
     * @param said read, and not more than a plant may say
     * @return whether it is here now
     */
    public boolean heard(PlantFabric said) {
        return store.run("plant-fabric-heard", tx -> {
            if (tx.federation()
                    .member(said.plant())
                    .filter(PlantFabrics::isLiving)
                    .isEmpty()) {
                return false;
            }
            var old = tx.plantFabrics().find(said.plant());
            boolean older = old.filter(each -> each.head().isAfter(said.life(), said.revision()))
                    .isPresent();
            boolean same = old.filter(each -> each.isLike(said)).isPresent();
            if (!older && !same) {
                tx.plantFabrics().save(said);
            }
            return !older && !same;
        });
    }

    private static boolean isLiving(FederationTable.Member member) {
        return Stream.of(Member.Status.values())
                .anyMatch(each -> each.mayWrite() && each.name().equals(member.status()));
    }

    /** It said that what is here is still so. */
    public void still(Head head) {
        var now = world.now();
        if (Duration.between(head.heard(), now).abs().compareTo(HEARD_EVERY) < 0) {
            return;
        }
        store.run("plant-fabric-still", tx -> {
            tx.plantFabrics().heard(head.plant(), now);
            return true;
        });
    }
}
