package metalplant.federation.invite;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * The invites a plant has given out. Only hashes of their secrets are kept.
 *
 * <p>An invite is good once: the first plant that shows the secret owns it from then on and may show it again (its answer may have
 * been lost); any other plant is refused. Three wrong secrets burn it. It also burns by age, measured by a clock that no
 * operator can set.
 */
public record InviteBook(SortedTree<UUID, Pending> pending) {
    /** Open invites at one time. */
    public static final int PENDING_MAX = 16;
    /** Wrong secrets that burn an invite. */
    public static final int TRIES_MAX = 3;
    /** Age at which an invite file burns; the short code's 15 minutes are given when it is made. */
    public static final long FILE_MILLIS = 24L * 60 * 60 * 1000;

    public static final InviteBook NONE = new InviteBook(SortedTree.empty());

    /** One invite that was not used up. */
    public record Pending(Hash secret, int wrongTries, long leftMillis, Optional<PlantId> owner) {}

    /** What became of showing a secret. */
    public sealed interface Answer {
        InviteBook book();

        record Good(InviteBook book) implements Answer {}

        record Wrong(InviteBook book, String why) implements Answer {}
    }

    /** One invite more; if there are too many, the first by id goes. */
    public InviteBook with(Invite invite, long leftMillis) {
        var changed = pending.size() < PENDING_MAX
                ? pending
                : pending.without(pending.keys().getFirst());
        return new InviteBook(changed.with(
                invite.joinId(), new Pending(Hash.of(invite.secret().toArray()), 0, leftMillis, Optional.empty())));
    }

    /** A plant shows a secret. */
    public Answer shown(UUID joinId, Bytes secret, PlantId by) {
        var found = pending.get(joinId);
        if (found.isEmpty()) {
            return new Answer.Wrong(this, "there is no such invite, or it is used up");
        }
        var invite = found.get();
        boolean right = MessageDigest.isEqual(
                Hash.of(secret.toArray()).sum().toArray(), invite.secret().sum().toArray());
        if (!right) {
            return wrong(joinId, invite);
        }
        if (invite.owner().isPresent() && !invite.owner().get().equals(by)) {
            return new Answer.Wrong(this, "the invite was used by another plant");
        }
        return new Answer.Good(new InviteBook(pending.with(
                joinId, new Pending(invite.secret(), invite.wrongTries(), invite.leftMillis(), Optional.of(by)))));
    }

    private Answer wrong(UUID joinId, Pending invite) {
        int tries = invite.wrongTries() + 1;
        return tries >= TRIES_MAX
                ? new Answer.Wrong(new InviteBook(pending.without(joinId)), "wrong secret for the third time: burned")
                : new Answer.Wrong(
                        new InviteBook(pending.with(
                                joinId, new Pending(invite.secret(), tries, invite.leftMillis(), invite.owner()))),
                        "wrong secret");
    }

    /** Whether this join is this plant's. */
    public boolean ownedBy(UUID joinId, PlantId plant) {
        return pending.get(joinId).flatMap(Pending::owner).filter(plant::equals).isPresent();
    }

    /** The join is done or given up. */
    public InviteBook without(UUID joinId) {
        return new InviteBook(pending.without(joinId));
    }

    /** Time passed. */
    public InviteBook aged(long millis) {
        var changed = pending;
        for (var pair : pending.pairs()) {
            var invite = pair.value();
            long left = invite.leftMillis() - millis;
            changed = left <= 0
                    ? changed.without(pair.key())
                    : changed.with(pair.key(), new Pending(invite.secret(), invite.wrongTries(), left, invite.owner()));
        }
        return new InviteBook(changed);
    }
}
