package metalplant.server.federation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.invite.Invite;
import metalplant.federation.value.Bytes;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.JoinResponse;
import metalplant.wire.federation.JoinStep;
import org.jspecify.annotations.Nullable;

/**
 * One join as it is kept.
 *
 * @param step where it is; it does not go back, but for a plan that is made anew
 * @param peer record of the other plant in canonical form, as hex; null until they have met
 * @param invite in canonical form, as hex, at the joining plant, until the protocol has taken it over
 * @param plan as it is shown
 * @param acceptedThere by the other side, this very plan
 */
record Join(
        UUID id,
        Role role,
        State state,
        Step step,
        Instant begun,
        Instant since,
        @Nullable String waitsFor,
        @Nullable String peer,
        @Nullable String invite,
        List<String> checkWords,
        @Nullable JoinPlan plan,
        boolean accepted,
        boolean acceptedThere,
        @Nullable String why) {
    enum Role {
        INVITER,
        JOINER,
        /** Invites a witness. */
        WITNESS
    }

    enum State {
        RUNNING,
        JOINED,
        FAILED
    }

    /** What happens, in order. Up to AGREE it can be given up by either side alone. */
    enum Step {
        /** The plants find each other and prove that they know the code. */
        MEET,
        /** Each reaches the other's door with pinned keys. */
        LINK,
        /** The joining plant reads and checks the ledger. */
        READ,
        /** A plan is made; nothing changes. */
        PLAN,
        /** Both operators look and accept. */
        AGREE,
        /** Both sign, and the ledger takes the new member in. */
        SIGN
    }

    static Join begun(UUID id, Role role, Instant now) {
        return new Join(
                id,
                role,
                State.RUNNING,
                Step.MEET,
                now,
                now,
                "the other plant",
                null,
                null,
                List.of(),
                null,
                false,
                false,
                null);
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Whether either side may still go back alone. */
    boolean canBeGivenUp() {
        return isRunning() && step.compareTo(Step.AGREE) <= 0;
    }

    Optional<MemberRecord> other() {
        return Optional.ofNullable(peer).map(hex -> decode(MemberRecord.class, hex));
    }

    Optional<Invite> taken() {
        return Optional.ofNullable(invite).map(hex -> decode(Invite.class, hex));
    }

    private static <T> T decode(Class<T> type, String hex) {
        try {
            return CanonicalForm.decode(type, Bytes.ofHex(hex).toArray());
        } catch (Malformed | UnknownKind e) {
            throw new IllegalStateException("the book of joins was changed by hand", e);
        }
    }

    Join met(MemberRecord record, List<String> words, Optional<Invite> taken, Instant now) {
        return new Join(
                id,
                role,
                state,
                Step.LINK,
                begun,
                now,
                "an answer of the other plant's door",
                hex(record),
                taken.map(Join::hex).orElse(null),
                words,
                plan,
                accepted,
                acceptedThere,
                why);
    }

    private static String hex(Record value) {
        return Bytes.of(CanonicalForm.encode(value)).hex();
    }

    /** Goes to this step, or only says anew what it waits for. */
    Join at(Step next, @Nullable String waiting, Instant now) {
        return new Join(
                id,
                role,
                state,
                next,
                begun,
                next == step ? since : now,
                waiting,
                peer,
                invite,
                checkWords,
                plan,
                accepted,
                acceptedThere,
                why);
    }

    /** Shows this plan; what was accepted of another one is not accepted of this one. */
    Join planned(JoinPlan shown, Instant now) {
        boolean same = plan != null && plan.hash().equals(shown.hash());
        return new Join(
                id,
                role,
                state,
                Step.AGREE,
                begun,
                step == Step.AGREE ? since : now,
                waitsFor,
                peer,
                invite,
                checkWords,
                shown,
                same && accepted,
                same && acceptedThere,
                why);
    }

    Join accepting(boolean here, boolean there) {
        return new Join(
                id, role, state, step, begun, since, waitsFor, peer, invite, checkWords, plan, here, there, why);
    }

    Join ended(State how, @Nullable String reason, Instant now) {
        return new Join(
                id, role, how, step, begun, now, null, peer, null, checkWords, plan, accepted, acceptedThere, reason);
    }

    JoinResponse response() {
        var record = other();
        return new JoinResponse(
                id.toString(),
                role.name().toLowerCase(java.util.Locale.ROOT),
                state.name().toLowerCase(java.util.Locale.ROOT),
                record.map(MemberRecord::label).orElse(null),
                record.map(Fingerprint::of).orElse(null),
                checkWords,
                steps(),
                plan,
                accepted,
                why);
    }

    private List<JoinStep> steps() {
        var list = new ArrayList<JoinStep>();
        for (var each : Step.values()) {
            var name = each.name().toLowerCase(java.util.Locale.ROOT);
            int before = each.compareTo(step);
            if (before < 0 || state == State.JOINED) {
                list.add(new JoinStep(name, "done", null, null));
            } else if (before > 0) {
                list.add(new JoinStep(name, "pending", null, null));
            } else {
                list.add(new JoinStep(name, state == State.FAILED ? "failed" : "doing", since, waitsFor));
            }
        }
        return list;
    }
}
