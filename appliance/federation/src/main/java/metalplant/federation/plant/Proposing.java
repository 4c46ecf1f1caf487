package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.Seal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * Gets one entry after the other into the ledger.
 *
 * <pre>
 * nothing pending  --a wish-->                        sealed by this plant, others asked
 * asked            --all sealed-->                    handed to the carrier
 * asked            --denied, or the ledger went on--> nothing pending
 * handed over      --the ledger went on-->            nothing pending (it is in the ledger, or never will be)
 * handed over      --unknown, conflict, silence-->    the same bytes once more, and a read
 * </pre>
 */
final class Proposing {
    /** Ticks, on average, that other plants get to sign. */
    private static final int PATIENCE = 4;

    /** Ticks, on average, between two looks into the carrier while nothing is on its way; members tell each other anyway. */
    private static final int READ_EVERY = 8;

    private Proposing() {}

    /** What somebody wants written, and who must sign besides this plant. */
    record Wish(UUID request, Command command, List<PlantId> seals) {}

    static void tick(Draft draft) {
        if (draft.halted.isPresent()) {
            // Whatever it wanted would stand where an entry stands that it cannot read. It looks again now and then:
            // what cannot be
            // read cannot be verified either, and anybody may have said it.
            if (draft.around.random().nextInt(READ_EVERY) == 0) {
                draft.halted = Optional.empty();
                read(draft);
            }
            return;
        }
        if (draft.pending.isEmpty()) {
            Wishes.next(draft).ifPresent(wish -> propose(draft, wish));
        } else if (draft.pending.get().handedOver()) {
            hand(draft, draft.pending.get());
        } else if (draft.around.random().nextInt(PATIENCE) == 0) {
            // Whoever should sign does not: let something else have its turn.
            draft.pending = Optional.empty();
        } else {
            ask(draft, draft.pending.get());
        }
        boolean undecided = draft.pending.filter(Pending::handedOver).isPresent();
        if (undecided || draft.around.random().nextInt(READ_EVERY) == 0) {
            read(draft);
        }
    }

    static void read(Draft draft) {
        if (draft.ledger.state().isPresent()) {
            draft.effects.add(new Effect.Read(
                    draft.federation().epoch().lineage(), draft.ledger.head().seq() + 1));
        }
    }

    private static Body body(Draft draft, Wish wish) {
        var federation = draft.federation();
        return new Body(
                federation.federation(),
                metalplant.federation.encoding.CanonicalForm.levelOf(wish.command()),
                federation.epoch().number(),
                draft.ledger.head().seq() + 1,
                draft.ledger.head().hash(),
                draft.around.now().wallMillis(),
                wish.request(),
                draft.me(),
                wish.command());
    }

    static void propose(Draft draft, Wish wish) {
        var federation = draft.federation();
        var body = body(draft, wish);
        var others = wish.seals().stream()
                .filter(plant -> !plant.equals(draft.me()))
                .distinct()
                .toList();
        if (!remember(draft, body)) {
            return;
        }
        var pending = new Pending(
                federation.epoch().lineage(), body, List.of(Seal.of(body, draft.around.signer())), others, false);
        draft.pending = Optional.of(pending);
        if (others.isEmpty()) {
            handFirst(draft, pending);
        } else {
            ask(draft, pending);
        }
    }

    /** The recovery key is at hand only now, so it signs now; if the place is taken meanwhile, people have to come back. */
    static void confirmed(Draft draft, Event.Confirm confirm) {
        var body = body(draft, new Wish(draft.around.newId(), confirm.command(), List.of()));
        var seals = List.of(Seal.of(body, draft.around.signer()), Seal.of(body, confirm.recovery()));
        handFirst(draft, new Pending(draft.federation().epoch().lineage(), body, seals, List.of(), false));
    }

    /** Checks it as everybody else will, so that nothing is committed that all would refuse. */
    private static void handFirst(Draft draft, Pending pending) {
        if (pending.body().command() instanceof EscrowCommand.BlockFree free
                && !EscrowWishes.freeable(draft, free.range())) {
            // Something of it was seen while the other voter was asked.
            draft.pending = Optional.empty();
            return;
        }
        var verdict = draft.ledger.offer(pending.bytes(), draft.around.acceptance());
        if (verdict instanceof Verdict.Accepted) {
            draft.pending = Optional.of(pending.handed());
            hand(draft, pending);
            return;
        }
        draft.pending = Optional.empty();
        draft.alarm("not proposed: " + verdict);
        draft.host
                .filter(host -> host.ready().joinId().equals(pending.body().request()))
                .ifPresent(host -> Hosting.giveUp(draft, host, verdict.toString()));
        draft.orders.stream()
                .filter(order -> order.request().equals(pending.body().request()))
                .findFirst()
                .ifPresent(draft::drop);
    }

    private static void hand(Draft draft, Pending pending) {
        draft.effects.add(new Effect.Append(pending.lineage(), pending.body().expectedHead(), pending.bytes()));
    }

    private static void ask(Draft draft, Pending pending) {
        pending.wanted().forEach(plant -> draft.send(plant, new Message.SealWanted(pending.body())));
    }

    /**
     * Writes down what a signature under this body gives away. False if the same was given to somebody else already and nobody
     * knows yet what became of that.
     */
    static boolean remember(Draft draft, Body body) {
        var given = givenAway(draft, body.command());
        if (given.isEmpty()) {
            return true;
        }
        var evidence = given.get();
        boolean twice = draft.promises.stream()
                .anyMatch(promise -> promise.evidence().range().overlaps(evidence.range())
                        && !promise.evidence().equals(evidence));
        if (twice) {
            return false;
        }
        draft.promise(new Promise(draft.federation().epoch().lineage(), body.seq(), evidence));
        return true;
    }

    /** What this command takes from this plant. */
    private static Optional<Evidence> givenAway(Draft draft, Command command) {
        return switch (command) {
            case EscrowCommand.BlockGrant grant ->
                mine(
                        draft,
                        new Evidence(
                                grant.range(), Tenure.granted(grant.holder(), grant.incarnation(), grant.fence())));
            case EscrowCommand.ReserveAssign assign ->
                mine(draft, new Evidence(assign.range(), Tenure.free(assign.to())));
            case EscrowCommand.BlockReturn back -> mine(draft, new Evidence(back.range(), Tenure.free(back.reserve())));
            case EscrowCommand.BlockMove move ->
                mine(draft, new Evidence(move.range(), Tenure.granted(move.to(), move.incarnation(), move.fence())));
            default -> Optional.empty();
        };
    }

    private static Optional<Evidence> mine(Draft draft, Evidence evidence) {
        return draft.federation()
                .pools()
                .tenure(evidence.range())
                .filter(tenure -> tenure.owner().equals(draft.me()) && !tenure.is(Tenure.State.QUARANTINED))
                .map(_ -> evidence);
    }

    static void given(Draft draft, PlantId from, Message.SealGiven given) {
        var pending = draft.pending
                .filter(each -> !each.handedOver() && each.wanted().contains(from))
                .filter(each -> each.bodyHash().equals(given.body()));
        if (pending.isEmpty()) {
            return;
        }
        var signed = pending.get().body().signedBytes();
        boolean good = given.seal().key().plant().equals(from)
                && draft.around
                        .acceptance()
                        .verifier()
                        .verify(given.seal().key(), signed, given.seal().signature());
        if (!good) {
            draft.alarm("plant %s sent a signature that does not fit".formatted(from));
            return;
        }
        var more = pending.get().with(given.seal(), from);
        draft.pending = Optional.of(more);
        if (more.wanted().isEmpty()) {
            handFirst(draft, more);
        }
    }

    static void denied(Draft draft, PlantId from, Message.SealDenied denied) {
        boolean its = draft.pending
                .filter(each -> !each.handedOver() && each.wanted().contains(from))
                .filter(each -> each.bodyHash().equals(denied.body()))
                .isPresent();
        if (its) {
            draft.pending = Optional.empty();
        }
    }

    /** Whatever waits, unless something is on its way. */
    static void next(Draft draft) {
        if (draft.pending.isEmpty() && draft.inFederation() && draft.halted.isEmpty()) {
            Wishes.next(draft).ifPresent(wish -> propose(draft, wish));
        }
    }

    static void answered(Draft draft, Event.Appended answer) {
        var pending = draft.pending.filter(each -> each.handedOver()
                && each.lineage().equals(answer.lineage())
                && Hash.of(each.bytes().toArray()).equals(answer.entry()));
        if (pending.isEmpty()) {
            return;
        }
        switch (answer.outcome()) {
            case Carrier.Outcome.Committed _ -> {
                var entries = new ArrayList<metalplant.federation.value.Bytes>();
                entries.add(pending.get().bytes());
                Mirror.offered(draft, entries);
                next(draft);
            }
            // What stands there instead, or whether it is our own from an earlier try, only the ledger tells.
            case Carrier.Outcome.Conflict _, Carrier.Outcome.Unknown _ -> read(draft);
        }
    }
}
