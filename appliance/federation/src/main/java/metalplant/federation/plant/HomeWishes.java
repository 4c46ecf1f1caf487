package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.homes.Entity;
import metalplant.federation.homes.HomeRules;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;

/** What this plant publishes of entities, and takes in of plants that are gone. */
final class HomeWishes {
    /** Entities of one entry. */
    static final int BATCH_MAX = 250;

    /** Bytes of what one entry tells of entities; well below what an entry may have. */
    private static final int BATCH_BYTES_MAX = 88 * 1024;

    private final Draft draft;
    private final FederationState federation;
    private final Wishes.Wishing wishing;

    HomeWishes(Draft draft, Wishes.Wishing wishing) {
        this.draft = draft;
        this.federation = draft.federation();
        this.wishing = wishing;
    }

    /** Many at once: while plants cannot reach each other thousands of changes may gather. */
    void entities() {
        var wanted = new ArrayList<HomeCommand.OfOne>();
        int bytes = 0;
        for (var entity : draft.around.local().unpublished(BATCH_MAX)) {
            bytes += entity.content().size() + 2 * entity.name().length();
            if (!wanted.isEmpty() && bytes > BATCH_BYTES_MAX) {
                break;
            }
            publish(entity).ifPresent(command -> {
                wanted.add(command);
                // Once: one that lost its name keeps the id that it got instead.
                if (command instanceof HomeCommand.EntityPut put
                        && federation.homes().find(put.id()).isEmpty()) {
                    wanted.add(new HomeCommand.NameClaim(put.id()));
                }
            });
        }
        if (wanted.isEmpty()) {
            federation.homes().all().stream()
                    .filter(entity -> entity.home().equals(draft.me()) && entity.standing() == Entity.Standing.PENDING)
                    .limit(BATCH_MAX)
                    .forEach(entity -> wanted.add(new HomeCommand.NameClaim(entity.id())));
        }
        wishTogether(wanted);
    }

    void wishTogether(List<HomeCommand.OfOne> commands) {
        if (commands.isEmpty()) {
            return;
        }
        var rules = new HomeRules(
                federation.members(), draft.me(), draft.ledger.head().seq() + 1, draft.around.guards());
        var allowed = rules.allowed(federation.homes(), commands);
        if (allowed.size() == 1) {
            wishing.wish(allowed.getFirst());
        } else if (!allowed.isEmpty()) {
            wishing.wish(new HomeCommand.Batch(allowed));
        }
    }

    /** The first voter takes in the entities of plants that are gone. */
    void orphans() {
        if (draft.phase == Phase.MEMBER && VoterWishes.isFirstVoter(draft)) {
            var gone = federation.members().all().stream()
                    .filter(member -> !member.status().mayWrite())
                    .map(Member::plant)
                    .collect(Collectors.toSet());
            var orphans = gone.isEmpty()
                    ? Stream.<Entity>empty()
                    : federation.homes().all().stream().filter(entity -> gone.contains(entity.home()));
            wishTogether(orphans.limit(BATCH_MAX)
                    .<HomeCommand.OfOne>map(entity -> new HomeCommand.HomeMove(
                            entity.id(), draft.me(), entity.version().homeEpoch() + 1, true))
                    .toList());
        }
    }

    Optional<HomeCommand.OfOne> publish(LocalEntity entity) {
        var known = federation.homes().find(entity.id());
        boolean mine = known.filter(each -> !each.home().equals(draft.me())).isEmpty();
        boolean newer = known.filter(each -> each.version().compareTo(entity.version()) >= 0)
                .isEmpty();
        boolean buried = federation.homes().tombstones().has(entity.id());
        if (!mine || !newer || buried) {
            return Optional.empty();
        }
        if (!entity.deleted()) {
            return Optional.of(new HomeCommand.EntityPut(
                    entity.kind(), entity.id(), entity.version(), entity.scope(), entity.name(), entity.content()));
        }
        return known.map(_ -> new HomeCommand.EntityDelete(entity.id(), entity.version()));
    }
}
