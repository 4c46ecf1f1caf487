package metalplant.federation.ledger;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Limits;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Reason;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Seal;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * The verified part of the ledger: where it ends, and what it says. Immutable; offering an entry gives a new one or a reason.
 * Entries are self-certifying, so it does not matter who brings them: the carrier, another member, or a file.
 *
 * @param state absent before the genesis
 */
public record Ledger(Head head, Optional<FederationState> state) {
    /** Before the genesis. */
    public static final Ledger EMPTY = new Ledger(Head.EMPTY, Optional.empty());

    /** The state of a ledger that has its genesis. */
    public FederationState folded() {
        return state.orElseThrow(() -> new IllegalStateException("no genesis was read"));
    }

    /** Checks one entry, and takes it in if it is the next one and good. Whatever the bytes are, this throws nothing. */
    public Verdict offer(Bytes bytes, Acceptance acceptance) {
        if (bytes.size() > Limits.ENTRY_BYTES_MAX) {
            return new Verdict.Refused(Reason.TOO_LARGE, "an entry of %d bytes".formatted(bytes.size()));
        }
        try {
            return offer(CanonicalForm.decode(Entry.class, bytes.toArray()), bytes, acceptance);
        } catch (UnknownKind e) {
            return new Verdict.TooNew(e.getMessage());
        } catch (Malformed e) {
            return new Verdict.Refused(Reason.MALFORMED, e.getMessage());
        } catch (Refusal e) {
            return new Verdict.Refused(e.reason(), e.getMessage());
        }
    }

    private Verdict offer(Entry entry, Bytes bytes, Acceptance acceptance) {
        var body = entry.body();
        if (body.seq() <= head.seq()) {
            return new Verdict.Behind(body.seq());
        }
        if (body.seq() > head.seq() + 1) {
            return new Verdict.Ahead(body.seq());
        }
        refuseUnless(body.previous().equals(head.hash()), Reason.BROKEN_CHAIN, "its predecessor is another entry");
        if (body.level() > acceptance.level()) {
            return new Verdict.TooNew("level %d".formatted(body.level()));
        }
        var next = state.isEmpty() ? begun(entry, acceptance) : continued(state.get(), entry, acceptance);
        var newHead = Entry.head(body.seq(), bytes);
        return new Verdict.Accepted(new Ledger(newHead, Optional.of(named(next, body, newHead.hash()))));
    }

    private static FederationState named(FederationState state, Body body, Hash hash) {
        boolean opens =
                body.command() instanceof MemberCommand.Genesis || body.command() instanceof EpochCommand.EpochBump;
        return opens ? state.with(state.epoch().named(hash)) : state;
    }

    private static FederationState begun(Entry entry, Acceptance acceptance) {
        var body = entry.body();
        if (!(body.command() instanceof MemberCommand.Genesis genesis)) {
            throw new Refusal(Reason.BROKEN_CHAIN, "a ledger begins with its genesis");
        }
        refuseUnless(body.seq() == 0 && body.epoch() == 0 && body.level() == 1, Reason.MALFORMED, "no first entry");
        refuseUnless(genesis.founder().plant().equals(body.author()), Reason.AUTHOR_UNKNOWN, "the founder founds it");
        var keys = verified(entry, Set.of(genesis.founder().key(), genesis.recovery()), acceptance);
        refuseUnless(keys.size() == 2, Reason.SIGNATURE_MISSING, "founder and recovery key both sign");
        return new Fold(body, Set.of(body.author()), acceptance.guards()).genesis(genesis);
    }

    private static FederationState continued(FederationState state, Entry entry, Acceptance acceptance) {
        var body = entry.body();
        refuseUnless(body.federation().equals(state.federation()), Reason.OTHER_FEDERATION, "of another federation");
        checkEpoch(state, body, acceptance);
        refuseUnless(
                acceptance.guards().levelReached(body.level(), state.level())
                        && CanonicalForm.levelOf(body.command()) <= body.level(),
                Reason.LEVEL_NOT_REACHED,
                "not every member can read this yet");
        refuseUnless(
                acceptance.guards().firstTime(state.requests().has(body.request())),
                Reason.REQUEST_REPEATED,
                "this request had its effect");
        var sealedBy = new HashSet<PlantId>();
        var keys = verified(entry, allowedKeys(state, body, acceptance), acceptance);
        keys.forEach(key -> sealedBy.add(key.plant()));
        refuseUnless(
                acceptance.guards().mayWrite(state.members().mayWrite(body.author())),
                Reason.AUTHOR_UNKNOWN,
                "plant %s is no member".formatted(body.author()));
        refuseUnless(sealedBy.contains(body.author()), Reason.SIGNATURE_MISSING, "its author has not signed");
        if (needsRecoveryKey(body)) {
            refuseUnless(keys.contains(state.recovery()), Reason.SIGNATURE_MISSING, "the recovery key has not signed");
        }
        return new Fold(body, sealedBy, acceptance.guards()).next(state);
    }

    private static void checkEpoch(FederationState state, Body body, Acceptance acceptance) {
        long wanted = state.epoch().number() + (body.command() instanceof EpochCommand.EpochBump ? 1 : 0);
        refuseUnless(
                acceptance.guards().ofThisEpoch(body.epoch(), wanted),
                Reason.STALE_EPOCH,
                "epoch %d where %d is".formatted(body.epoch(), wanted));
    }

    /** Whose signatures mean something under this entry. */
    private static Set<MemberKey> allowedKeys(FederationState state, Body body, Acceptance acceptance) {
        var keys = new HashSet<MemberKey>();
        for (var member : state.members().all()) {
            boolean speaksOfItself = body.command() instanceof MemberCommand.FenceProof proof
                    && proof.plant().equals(member.plant());
            if (acceptance.guards().mayWrite(member.status().mayWrite()) || speaksOfItself) {
                keys.add(member.record().key());
            }
        }
        if (body.command() instanceof MemberCommand.MemberAdd add) {
            keys.add(add.member().key());
        }
        if (needsRecoveryKey(body) || body.command() instanceof MemberCommand.IncarnationRaise) {
            keys.add(state.recovery());
        }
        return keys;
    }

    private static boolean needsRecoveryKey(Body body) {
        return body.command() instanceof EpochCommand.EpochBump
                || body.command() instanceof EpochCommand.InventoryAccept;
    }

    /** The keys under which this entry has signatures; refuses it if one is unknown or wrong. */
    private static Set<MemberKey> verified(Entry entry, Set<MemberKey> allowed, Acceptance acceptance) {
        var signed = entry.body().signedBytes();
        var keys = new HashSet<MemberKey>();
        for (Seal seal : entry.seals()) {
            refuseUnless(allowed.contains(seal.key()), Reason.AUTHOR_UNKNOWN, "signed by a stranger");
            refuseUnless(
                    acceptance.verifier().verify(seal.key(), signed, seal.signature()),
                    Reason.BAD_SIGNATURE,
                    "a signature does not fit");
            keys.add(seal.key());
        }
        return keys;
    }

    private static void refuseUnless(boolean condition, Reason reason, String message) {
        if (!condition) {
            throw new Refusal(reason, message);
        }
    }
}
