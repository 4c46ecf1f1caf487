package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.encoding.Limits;
import metalplant.federation.entry.Tenure;
import metalplant.federation.ledger.Import;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** Reads the ledger up, and draws the conclusions. */
final class Mirror {
    /** Of a message, besides the entries in it. */
    private static final int MESSAGE_BYTES = 1_024;

    /** Before each element of a list. */
    private static final int LENGTH_BYTES = 4;

    private Mirror() {}

    /** Entries from wherever: the carrier, a member, a file. */
    static void offered(Draft draft, List<Bytes> entries) {
        if (!draft.inFederation() && draft.phase != Phase.REJOIN_REQUIRED) {
            return;
        }
        if (draft.ledger.state().isEmpty()) {
            return;
        }
        long from = draft.ledger.head().seq() + 1;
        var result = Import.of(draft.ledger, entries, draft.around.acceptance());
        if (result.stopped() instanceof Verdict.Refused refused) {
            draft.alarm("entry refused reason=%s: %s".formatted(refused.reason(), refused.message()));
        }
        if (result.stopped() instanceof Verdict.TooNew tooNew) {
            halt(draft, tooNew.what());
        }
        if (!result.accepted().isEmpty()) {
            var members = draft.federation().members();
            var lineage = draft.federation().epoch().lineage();
            draft.ledger = result.ledger();
            draft.halted = result.stopped() instanceof Verdict.TooNew ? draft.halted : Optional.empty();
            if (!lineage.equals(draft.federation().epoch().lineage())) {
                // They were given for another situation: a list of voters from before a break-glass would stop the new
                // lineage.
                draft.orders = List.of();
            }
            draft.effects.add(new Effect.Keep(from, result.accepted()));
            Waiting.told(draft, members);
            conclude(draft);
        }
    }

    /** Nothing behind it is read and nothing is written before newer software runs; what the plant holds, it goes on using. */
    private static void halt(Draft draft, String needs) {
        if (draft.halted.isEmpty()) {
            draft.halted = Optional.of(needs);
            draft.alarm(
                    "this plant's software is too old for the next entry of the ledger (%s): install the newer one; all else goes on"
                            .formatted(needs));
        }
    }

    /** Brings everything that hangs on the ledger up to it. */
    static void conclude(Draft draft) {
        settle(draft);
        forgetPromises(draft);
        forgetLeaving(draft);
        var federation = draft.federation();
        draft.orders = draft.orders.stream()
                .filter(order -> !federation.requests().has(order.request()))
                .toList();
        if (draft.host.isPresent()
                && federation.requests().has(draft.host.get().ready().joinId())) {
            draft.invites = draft.invites.without(draft.host.get().ready().joinId());
            draft.host = Optional.empty();
        }
        stand(draft);
    }

    /** Where this plant stands by the ledger that it knows. */
    static void stand(Draft draft) {
        var standing = draft.federation()
                .members()
                .find(draft.me())
                .map(Member::status)
                .orElse(Member.Status.EVICTED);
        switch (standing) {
            case EVICTED, RECLAIMED -> draft.turn(Turn.EVICTED);
            case LEFT -> draft.turn(Turn.EMPTIED);
            case ACTIVE -> recovered(draft);
            case DRAINING -> {
                recovered(draft);
                draft.turn(Turn.DRAIN_ORDERED);
            }
        }
    }

    /** Another entry, or its own, stands where the proposal wanted to be: it is decided. */
    private static void settle(Draft draft) {
        var pending = draft.pending;
        if (pending.isPresent()) {
            boolean otherLineage =
                    !pending.get().lineage().equals(draft.federation().epoch().lineage());
            if (otherLineage
                    || draft.ledger.head().seq() >= pending.get().body().seq()) {
                draft.pending = Optional.empty();
            }
        }
    }

    private static void forgetPromises(Draft draft) {
        var epoch = draft.federation().epoch();
        boolean owes = epoch.owing().has(draft.me());
        draft.promises = draft.promises.stream()
                .filter(promise -> promise.lineage().equals(epoch.lineage())
                        ? promise.seq() > draft.ledger.head().seq()
                        : owes && promise.seq() >= epoch.openedAt())
                .toList();
    }

    /** A range that left is not ours any more by the ledger itself. */
    private static void forgetLeaving(Draft draft) {
        draft.leaving = draft.leaving.stream()
                .filter(each -> draft.federation()
                        .pools()
                        .tenure(each.range())
                        .filter(tenure -> tenure.is(Tenure.State.GRANTED)
                                && tenure.owner().equals(draft.me())
                                && tenure.fence() == each.fence())
                        .isPresent())
                .toList();
    }

    private static void recovered(Draft draft) {
        long counter = draft.self.incarnation().counter();
        boolean known = draft.federation()
                        .members()
                        .get(draft.me())
                        .record()
                        .incarnation()
                        .counter()
                == counter;
        boolean rebound = draft.federation().pools().heldBy(draft.me()).stream()
                .allMatch(extent -> extent.tenure().incarnation() == counter);
        if (draft.phase == Phase.RECOVERING
                && known
                && rebound
                && draft.around.local().reconciled()) {
            draft.turn(Turn.RECONCILED);
        }
    }

    /** Gives another plant what follows its head, or tells it that its head is not in this ledger. */
    static void pulled(Draft draft, PlantId from, Message.Pull pull) {
        if (draft.ledger.state().isEmpty()) {
            return;
        }
        long seq = pull.head().seq();
        if (seq > draft.ledger.head().seq()) {
            // It is ahead, or elsewhere: it can tell which.
            draft.send(from, new Message.Pull(draft.ledger.head()));
            return;
        }
        boolean shared = seq < 0
                || draft.around
                        .log()
                        .at(seq)
                        .filter(bytes -> metalplant.federation.value.Hash.of(bytes.toArray())
                                .equals(pull.head().hash()))
                        .isPresent();
        if (!shared) {
            Receiving.parted(draft, from, draft.federation().epoch().number());
            draft.send(
                    from,
                    new Message.Diverged(
                            draft.federation().epoch().lineage(),
                            draft.federation().epoch().number()));
            return;
        }
        var entries = draft.around.log().from(seq + 1, Message.CHUNK_MAX);
        if (!entries.isEmpty()) {
            draft.send(from, new Message.Chunk(fitting(entries)));
        }
    }

    /** As many as one message may carry, and one in any case. */
    private static List<Bytes> fitting(List<Bytes> entries) {
        int left = Limits.ENTRY_BYTES_MAX - MESSAGE_BYTES;
        int count = 0;
        while (count < entries.size() && left >= entries.get(count).size() + LENGTH_BYTES) {
            left -= entries.get(count).size() + LENGTH_BYTES;
            count++;
        }
        return List.copyOf(entries.subList(0, Math.max(1, count)));
    }
}
