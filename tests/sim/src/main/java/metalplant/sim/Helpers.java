package metalplant.sim;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.ledger.Debts;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Holdings;
import metalplant.federation.value.Hash;

/** Good operators behind the trouble, and what must have come about by their help. */
final class Helpers {
    private final Map<Integer, Long> strangeSince = new HashMap<>();
    private final Map<Integer, Long> stalledSince = new HashMap<>();
    private final Map<Integer, Long> seenHead = new HashMap<>();

    private final People people;
    private final Simulation sim;

    Helpers(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    /**
     * The living plant whose lineage all others shall follow: one that is not fenced, highest epoch, most followers, longest log, lowest
     * index.
     */
    private Optional<SimPlant> leader() {
        return sim.plants.stream()
                .filter(plant -> !plant.destroyed && plant.state().phase().inFederation())
                .max(Comparator.<SimPlant, Boolean>comparing(plant -> !sim.fences.isFenced(plant))
                        .thenComparing(plant -> plant.state().phase() != Phase.DRAINING)
                        .thenComparingLong(
                                plant -> plant.state().federation().epoch().number())
                        .thenComparingLong(this::followers)
                        .thenComparingLong(
                                plant -> plant.state().ledger().head().seq())
                        .thenComparingInt(plant -> -plant.index));
    }

    private long followers(SimPlant plant) {
        var lineage = plant.state().federation().epoch().lineage();
        return sim.plants.stream()
                .filter(other -> !other.destroyed && other.follows(lineage))
                .count();
    }

    /** What good operators do every ten minutes. */
    void help() {
        people.operators.reconcileAll();
        for (var plant : sim.plants) {
            people.customers.releaseHeld(plant);
        }
        var leader = leader();
        if (leader.isEmpty()) {
            return;
        }
        var main = leader.get();
        if (sim.fences.isFenced(main)) {
            // Each side fenced the other one: somebody has to be the one to whom all come back.
            sim.sometimes("a fence lifted");
            sim.fences.lift(main);
        }
        if (stalls(main)) {
            people.operators.breakGlass(main);
            return;
        }
        var epoch = main.state().federation().epoch();
        Debts.payable(main.state().federation()).stream().findFirst().ifPresent(debtor -> {
            sim.sometimes(epoch.needsPeople(debtor) ? "inventory accepted" : "inventory accepted for a restored plant");
            sim.give(
                    main,
                    new Event.Confirm(
                            people.recovery, new EpochCommand.InventoryAccept(debtor, sim.oracle.inventory())));
        });
        var life = main.state().self().incarnation();
        boolean unknown = main.state()
                .federation()
                .members()
                .find(main.id())
                .filter(member -> member.record().incarnation().counter() < life.counter())
                .isPresent();
        if (unknown) {
            sim.sometimes("restored plant confirmed by paper");
            sim.give(main, new Event.Confirm(people.recovery, new MemberCommand.IncarnationRaise(main.id(), life)));
        }
        for (var plant : sim.plants) {
            helpOne(main, plant);
        }
        people.operators.fenceBy(main);
        people.witnesses.help(main);
    }

    private void helpOne(SimPlant main, SimPlant plant) {
        if (plant.index == main.index) {
            return;
        }
        boolean member = main.state().federation().members().mayWrite(plant.id());
        if (plant.destroyed) {
            if (member) {
                people.operators.putOut(main, plant);
            }
            return;
        }
        var phase = plant.state().phase();
        boolean elsewhere = phase.inFederation()
                && plant.state().diverged()
                && !plant.follows(main.state().federation().epoch().lineage());
        strangers(main, plant);
        boolean stuck = phase == Phase.COMMITTING && people.random().nextInt(4) == 0;
        if (phase == Phase.REJOIN_REQUIRED || elsewhere || stuck || (phase == Phase.STANDALONE && member)) {
            people.joins.joinBy(plant, main);
        }
    }

    /**
     * A plant that was restored to before the others joined does not know them, so that only they say that it follows another lineage:
     * people read that and let it leave, so that it can join again.
     */
    private void strangers(SimPlant main, SimPlant plant) {
        boolean stranger = plant.state().phase().inFederation()
                && !plant.state().diverged()
                && main.state().diverged()
                && !plant.follows(main.state().federation().epoch().lineage());
        if (!stranger) {
            strangeSince.remove(plant.index);
        } else if (sim.clock.now() - strangeSince.computeIfAbsent(plant.index, _ -> sim.clock.now())
                > Simulation.HOUR) {
            sim.sometimes("a plant that does not know the others left");
            sim.give(plant, new Event.LeaveAlone());
        }
    }

    /** Something is wanted and nothing happens for half an hour. */
    private boolean stalls(SimPlant main) {
        long head = main.state().ledger().head().seq();
        boolean moved = !Long.valueOf(head).equals(seenHead.put(main.index, head));
        if (moved || main.state().pending().isEmpty()) {
            stalledSince.put(main.index, sim.clock.now());
            return false;
        }
        return sim.clock.now() - stalledSince.getOrDefault(main.index, sim.clock.now()) > 40 * Simulation.MINUTE;
    }

    /** Whether everything that was wanted is done. */
    boolean quiet() {
        return unrest().isEmpty();
    }

    private Optional<String> unrest() {
        var leader = leader();
        if (leader.isEmpty()) {
            return Optional.empty();
        }
        var main = leader.get().state();
        for (var plant : sim.plants) {
            if (plant.destroyed) {
                if (main.federation().members().mayWrite(plant.id())) {
                    return Optional.of("plant %d is destroyed and still a member".formatted(plant.index));
                }
                continue;
            }
            var state = plant.state();
            var one = unrest(plant, main.ledger().head());
            if (one.isPresent()) {
                return one.map(text -> "plant %d in phase %s: %s".formatted(plant.index, state.phase(), text));
            }
        }
        return Optional.empty();
    }

    private Optional<String> unrest(SimPlant plant, metalplant.federation.entry.Head head) {
        var state = plant.state();
        if (state.phase() == Phase.STANDALONE) {
            return Optional.empty();
        }
        if (state.phase() != Phase.MEMBER) {
            return Optional.of("not at rest, holds %s, gives back %s, waits for %s"
                    .formatted(Holdings.held(state), state.leaving(), state.pending()));
        }
        if (!state.ledger().head().equals(head)) {
            return Optional.of("its head is %s, not %s".formatted(state.ledger().head(), head));
        }
        var wish = people.networks
                .unrest(plant)
                .or(() -> people.prefixes.unrest(plant))
                .or(() -> people.witnesses.unrest(plant));
        if (wish.isPresent()) {
            return wish;
        }
        var keys = state.federation().doorKeys();
        var members = state.federation().members();
        if (keys.isDue(members) || !keys.lacking(members).isEmpty()) {
            return Optional.of("the keys of the door are not with all members and with them alone");
        }
        if (state.pending().isPresent()) {
            return Optional.of("waits for " + state.pending().get().body().command());
        }
        // What still has customers, because a backup had forgotten that it leaves, goes when they go.
        // So does what a plant signed away in a lineage of which it has lost its memory: it owes, and signs nothing
        // twice.
        boolean owes = state.federation().epoch().owing().has(plant.id());
        boolean empty = state.leaving().stream().anyMatch(each -> plant.live(each.range()) == 0);
        if (empty && !owes) {
            return Optional.of("has not given back " + state.leaving());
        }
        // A home that was moved away by force takes with it what was changed here since.
        var unpublished = plant.unpublished(Integer.MAX_VALUE).stream()
                .filter(entity -> state.federation()
                        .homes()
                        .find(entity.id())
                        .filter(known -> !known.home().equals(plant.id()))
                        .isEmpty())
                .findFirst();
        if (unpublished.isPresent()) {
            return Optional.of("has not published " + unpublished.get());
        }
        return Optional.empty();
    }

    /** L1 to L3, and that all mirrors are equal. */
    void lastLook() {
        unrest().ifPresent(text -> {
            throw new Violation("L1", "not at rest after 30 quiet hours: " + text);
        });
        leader().ifPresent(main -> {
            var digest = main.state().federation().digest();
            for (var plant : sim.plants) {
                if (!plant.destroyed && plant.state().phase() == Phase.MEMBER) {
                    equal(digest, plant);
                }
            }
        });
        for (var plant : sim.plants) {
            if (plant.state().phase() == Phase.LEFT
                    && !Holdings.held(plant.state()).isEmpty()) {
                throw new Violation("L3", "plant %d left and holds blocks".formatted(plant.index));
            }
        }
    }

    private static void equal(Hash digest, SimPlant plant) {
        if (!plant.state().federation().digest().equals(digest)) {
            throw new Violation("L1", "the mirror of plant %d differs".formatted(plant.index));
        }
    }
}
