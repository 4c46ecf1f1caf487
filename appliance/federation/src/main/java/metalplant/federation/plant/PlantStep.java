package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.Tenure;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.Hash;
import metalplant.federation.value.SortedTree;

/**
 * One plant: state and event in, state and effects out. Pure: everything that differs between two runs comes in through {@link
 * Surroundings}. The caller makes the new state durable first and runs the effects afterwards.
 *
 * <p>A tick looks at the whole situation and asks for whatever is missing; so any message and any answer may be lost.
 */
public final class PlantStep {
    private PlantStep() {}

    /** The step. */
    public static Stepped step(PlantState state, Event event, Surroundings around) {
        var draft = new Draft(state, around);
        switch (event) {
            case Event.Tick _ -> tick(draft);
            case Event.Started _ -> started(draft);
            case Event.Received received -> Receiving.received(draft, received.from(), received.message());
            case Event.Appended appended -> Proposing.answered(draft, appended);
            case Event.Offered offered -> Mirror.offered(draft, offered.entries());
            case Event.Kept _ -> Proposing.next(draft);
            case Event.Restored restored -> restored(draft, restored);
            case Event.Operator operator -> operator(draft, operator);
        }
        return new Stepped(draft.state(), List.copyOf(draft.effects));
    }

    private static void tick(Draft draft) {
        long now = draft.around.now().steadyMillis();
        long passed = draft.lastTick < 0 ? 0 : Math.max(0, now - draft.lastTick);
        draft.lastTick = now;
        draft.invites = draft.invites.aged(passed);
        Joining.tick(draft, passed);
        if (draft.phase == Phase.LEFT) {
            forget(draft);
        }
        if (draft.inFederation()) {
            Waiting.count(draft);
            Greeting.all(draft);
            Mirror.stand(draft);
            Returning.choose(draft);
            Proposing.tick(draft);
        } else if (draft.phase == Phase.REJOIN_REQUIRED && draft.ledger.state().isPresent()) {
            Greeting.all(draft);
        }
    }

    /** It left: nothing of the federation is of use any more. */
    private static void forget(Draft draft) {
        draft.turn(Turn.FORGOTTEN);
        draft.ledger = Ledger.EMPTY;
        draft.pending = Optional.empty();
        draft.host = Optional.empty();
        draft.promises = List.of();
        draft.leaving = List.of();
        draft.orders = List.of();
        draft.invites = InviteBook.NONE;
        draft.waited = SortedTree.empty();
        draft.effects.add(new Effect.Replace(List.of()));
    }

    private static void started(Draft draft) {
        draft.contacts = SortedTree.empty();
        draft.lastTick = -1;
        draft.told = SortedTree.empty();
        draft.greeted = SortedTree.empty();
        draft.countedAt = -1;
        draft.halted = Optional.empty();
        // Other software may have been started than the one that stopped.
        if (draft.joiner.isEmpty()) {
            draft.self = draft.self.withLevel(draft.around.acceptance().level());
        }
    }

    private static void restored(Draft draft, Event.Restored restored) {
        started(draft);
        draft.self = draft.self.incarnation().counter() < restored.incarnation().counter()
                ? reborn(draft.self, restored)
                : draft.self;
        draft.peer = restored.peer();
        // Promises, invites and proposals of the backup are of another time; the ledger tells what became of them.
        draft.pending = Optional.empty();
        draft.host = Optional.empty();
        draft.invites = InviteBook.NONE;
        // What was seen since the backup is forgotten, so whatever was waited before it counts no more.
        draft.waited = SortedTree.empty();
        draft.turn(Turn.RESTORED);
    }

    private static MemberRecord reborn(MemberRecord self, Event.Restored restored) {
        return self.living(restored.incarnation());
    }

    private static void operator(Draft draft, Event.Operator operator) {
        switch (operator) {
            case Event.Found found -> found(draft, found);
            case Event.MakeInvite made -> {
                if (draft.inFederation()) {
                    draft.invites = draft.invites.with(made.invite(), InviteBook.FILE_MILLIS);
                }
            }
            case Event.Join join -> Joining.begin(draft, join);
            case Event.AcceptPlan accept -> Joining.accepted(draft, accept.plan());
            case Event.Abort _ -> draft.turn(Turn.ABORTED);
            case Event.Drain _ -> draft.turn(Turn.DRAIN_ORDERED);
            case Event.LeaveAlone _ -> draft.turn(Turn.LEFT_ALONE);
            case Event.Want want -> want(draft, want.request(), want.command());
            case Event.MoveRange move -> {
                boolean held = draft.inFederation()
                        && draft.federation()
                                .pools()
                                .tenure(move.range())
                                .filter(tenure -> tenure.is(Tenure.State.GRANTED)
                                        && tenure.owner().equals(draft.me()))
                                .isPresent();
                if (held
                        && draft.around.local().reconciled()
                        && draft.around.local().live(move.range()) == 0) {
                    draft.leave(move.range(), Optional.of(move.to()));
                }
            }
            case Event.BreakGlass glass -> BreakGlass.broken(draft, glass);
            case Event.Confirm confirm -> {
                boolean free = draft.pending.filter(Pending::handedOver).isEmpty();
                if (draft.inFederation() && free) {
                    Proposing.confirmed(draft, confirm);
                } else {
                    draft.alarm("not proposed: another entry of this plant is on its way, say it again in a moment");
                }
            }
        }
    }

    private static void want(Draft draft, java.util.UUID request, Command command) {
        if (draft.inFederation()) {
            draft.order(new Order(request, command));
        }
    }

    /** A federation begins: the only entry that needs no carrier. */
    private static void found(Draft draft, Event.Found found) {
        if (draft.phase != Phase.STANDALONE || draft.ledger.state().isPresent()) {
            return;
        }
        var genesis = new MemberCommand.Genesis(draft.self, found.recovery().key(), draft.peer, found.brought());
        var body = new metalplant.federation.entry.Body(
                found.federation(),
                1,
                0,
                0,
                Hash.NONE,
                draft.around.now().wallMillis(),
                draft.around.newId(),
                draft.me(),
                genesis);
        var bytes = Entry.sealed(body, List.of(draft.around.signer(), found.recovery()))
                .bytes();
        var verdict = draft.ledger.offer(bytes, draft.around.acceptance());
        if (verdict instanceof Verdict.Accepted accepted && draft.turn(Turn.FOUNDED)) {
            draft.ledger = accepted.ledger();
            draft.effects.add(new Effect.Keep(0, List.of(bytes)));
            draft.effects.add(new Effect.Open(draft.federation().epoch().lineage(), List.of(bytes)));
        } else {
            draft.alarm("the federation cannot be founded: " + verdict);
        }
    }
}
