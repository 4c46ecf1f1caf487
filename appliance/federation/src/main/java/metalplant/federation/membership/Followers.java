package metalplant.federation.membership;

import java.util.List;
import metalplant.federation.value.PlantId;

/**
 * Who may have followed a plant that was put out.
 *
 * <p>A plant that is put out while it is out of sight may break glass, go on in a lineage of its own, and give away there what it
 * held and what was reserved to it. Another member that followed it uses that, and is not fenced. So what a fenced plant had is
 * nobody's before each other member either said <em>in this ledger</em>, behind the last fence, that it stands here, or is fenced as well.
 *
 * <p>Behind the <em>last</em> fence, because one that stood here before may have gone over since to one that was not fenced yet. With the
 * last fence there is nobody left to go over to: whoever is fenced gives nothing to anybody ({@link
 * metalplant.federation.entry.FenceKind}), and so is whoever joined through it without this ledger knowing.
 */
public final class Followers {
    private Followers() {}

    /** Members of whom nobody knows whether they followed one that was fenced, in the order of their ids; none if nobody is fenced. */
    public static List<Member> possible(Members members) {
        long fenced = lastFence(members);
        return fenced < 0
                ? List.of()
                : members.all().stream()
                        .filter(member -> mayFollow(member, fenced))
                        .toList();
    }

    private static boolean mayFollow(Member member, long fenced) {
        return switch (member.status()) {
            case ACTIVE, DRAINING -> member.stoodAt() < fenced;
            case EVICTED -> !member.fenced();
            // One that left gave everything back by this ledger; what it does since, it does as a plant that this
            // ledger does not know.
            case LEFT, RECLAIMED -> false;
        };
    }

    /** Whether this living member has yet to say that it stands here. */
    public static boolean isAwaited(Members members, PlantId plant) {
        long fenced = lastFence(members);
        return fenced >= 0
                && members.find(plant)
                        .filter(member -> member.status().mayWrite() && member.stoodAt() < fenced)
                        .isPresent();
    }

    private static long lastFence(Members members) {
        return members.all().stream().mapToLong(Member::fencedAt).max().orElse(-1);
    }
}
