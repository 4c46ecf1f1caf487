package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.value.Bytes;

/** Opens a new lineage with this plant as its only voter. */
final class BreakGlass {
    private BreakGlass() {}

    static void broken(Draft draft, Event.BreakGlass glass) {
        if (!draft.inFederation()) {
            draft.alarm("break-glass refused: this plant is in no federation");
            return;
        }
        carryOver(draft, glass.acknowledged());
        if (!draft.inFederation()) {
            draft.alarm("break-glass refused: the carrier has this plant's end of membership");
            return;
        }
        if (draft.halted.isPresent()) {
            draft.alarm(
                    "break-glass refused: this plant's software is too old for what its voter has (%s), install the newer one first"
                            .formatted(draft.halted.get()));
            return;
        }
        var federation = draft.federation();
        // A promise that the ledger has decided is in the state already.
        var evidence = draft.promises.stream().map(Promise::evidence).distinct().toList();
        var voter = new Voter(draft.me(), draft.peer);
        boolean remembers = !federation.epoch().owing().has(draft.me())
                && federation.epoch().voters().contains(voter)
                && federation.members().get(draft.me()).record().incarnation().equals(draft.self.incarnation());
        var bump = new EpochCommand.EpochBump(draft.me(), glass.peer(), remembers, evidence);
        var body = new Body(
                federation.federation(),
                federation.level(),
                federation.epoch().number() + 1,
                draft.ledger.head().seq() + 1,
                draft.ledger.head().hash(),
                draft.around.now().wallMillis(),
                draft.around.newId(),
                draft.me(),
                bump);
        var bytes = Entry.sealed(body, List.of(draft.around.signer(), glass.recovery()))
                .bytes();
        take(draft, glass, bytes);
    }

    /**
     * Takes over what the local voter acknowledged, as long as nothing could be committed without it, which is with one or two
     * voters. With three, another entry may be committed in the same place; what the others committed they attest.
     */
    private static void carryOver(Draft draft, List<Bytes> acknowledged) {
        for (var entry : acknowledged) {
            if (draft.inFederation() && decides(draft)) {
                Mirror.offered(draft, List.of(entry));
            }
        }
    }

    private static boolean decides(Draft draft) {
        var epoch = draft.federation().epoch();
        return epoch.voters().size() <= 2 && epoch.voters().contains(new Voter(draft.me(), draft.peer));
    }

    private static void take(Draft draft, Event.BreakGlass glass, Bytes bytes) {
        var verdict = draft.ledger.offer(bytes, draft.around.acceptance());
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            draft.alarm("break-glass refused: " + verdict);
            return;
        }
        var log = new ArrayList<>(draft.around.log().from(0, Integer.MAX_VALUE));
        draft.effects.stream()
                .filter(Effect.Keep.class::isInstance)
                .map(Effect.Keep.class::cast)
                .forEach(keep -> log.addAll(keep.entries()));
        log.add(bytes);
        draft.peer = glass.peer();
        draft.ledger = accepted.ledger();
        draft.pending = Optional.empty();
        draft.promises = List.of();
        draft.orders = List.of();
        draft.effects.add(new Effect.Keep(draft.ledger.head().seq(), List.of(bytes)));
        draft.effects.add(new Effect.Open(draft.federation().epoch().lineage(), List.copyOf(log)));
        Mirror.conclude(draft);
    }
}
