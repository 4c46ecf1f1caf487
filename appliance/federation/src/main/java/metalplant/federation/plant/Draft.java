package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.Range;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.membership.MembershipFsm;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/** The next state while a step is making it, with the effects so far. Lives for one step and is seen by one thread. */
final class Draft {
    final Surroundings around;
    final List<Effect> effects = new ArrayList<>();

    private final PlantId me;
    MemberRecord self;
    String peer;
    Phase phase;
    Ledger ledger;
    Optional<Joiner> joiner;
    Optional<Host> host;
    Optional<Pending> pending;
    List<Promise> promises;
    List<Leaving> leaving;
    List<Order> orders;
    InviteBook invites;
    SortedTree<PlantId, Long> waited;
    boolean diverged;
    SortedTree<PlantId, Contact> contacts;
    long lastTick;
    SortedTree<PlantId, Long> told;
    long countedAt;
    Optional<String> halted;
    SortedTree<PlantId, Greeting> greeted;

    Draft(PlantState state, Surroundings around) {
        this.around = around;
        self = state.self();
        me = self.plant();
        peer = state.peer();
        phase = state.phase();
        ledger = state.ledger();
        joiner = state.joiner();
        host = state.host();
        pending = state.pending();
        promises = state.promises();
        leaving = state.leaving();
        orders = state.orders();
        invites = state.invites();
        waited = state.waited();
        diverged = state.diverged();
        contacts = state.contacts();
        lastTick = state.lastTick();
        told = state.told();
        countedAt = state.countedAt();
        halted = state.halted();
        greeted = state.greeted();
    }

    PlantState state() {
        return new PlantState(
                self, peer, phase, ledger, joiner, host, pending, promises, leaving, orders, invites, waited, diverged,
                contacts, lastTick, told, countedAt, halted, greeted);
    }

    PlantId me() {
        return me;
    }

    FederationState federation() {
        return ledger.folded();
    }

    boolean inFederation() {
        return phase.inFederation() && ledger.state().isPresent();
    }

    void send(PlantId to, Message message) {
        effects.add(new Effect.Send(to, message));
    }

    void alarm(String text) {
        effects.add(new Effect.Alarm(text));
    }

    /** Takes a turn on the way of membership; true if it led somewhere. */
    boolean turn(Turn turn) {
        var apart = joiner.map(Joiner::apart).orElse(Phase.STANDALONE);
        var next = MembershipFsm.next(phase, turn, apart);
        boolean moved = next != phase;
        phase = next;
        if (moved && (next == Phase.STANDALONE || next == Phase.REJOIN_REQUIRED || next == Phase.MEMBER)) {
            joiner = Optional.empty();
        }
        return moved;
    }

    void promise(Promise promise) {
        if (around.guards().remembersWhatItSigned() && !promises.contains(promise)) {
            var more = new ArrayList<>(promises);
            more.add(promise);
            promises = List.copyOf(more);
        }
    }

    boolean isLeaving(Range range) {
        return leaving.stream().anyMatch(each -> each.range().overlaps(range));
    }

    void leave(Range range, Optional<PlantId> to) {
        var grant = federation().pools().tenure(range);
        if (grant.isPresent() && !isLeaving(range)) {
            var more = new ArrayList<>(leaving);
            more.add(new Leaving(range, grant.get().fence(), to));
            leaving = List.copyOf(more);
        }
    }

    /** Adds an order unless it is known; refuses with an alarm if too many wait. */
    void order(Order order) {
        boolean known = orders.stream().anyMatch(each -> each.request().equals(order.request()));
        if (known) {
            return;
        }
        if (orders.size() >= PlantState.ORDERS_MAX) {
            alarm("too many orders wait, this one is refused request=" + order.request());
            return;
        }
        var more = new ArrayList<>(orders);
        more.add(order);
        orders = List.copyOf(more);
    }

    void drop(Order order) {
        orders = orders.stream().filter(each -> !each.equals(order)).toList();
    }
}
