package metalplant.federation.plant;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Voter;
import metalplant.federation.escrow.EscrowRules;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.escrow.Watermarks;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.PlantId;

/** What this plant would like of shared ranges: to get, give back, move, free and claim. */
final class EscrowWishes {
    /** Prefixes looked at in one step. */
    private static final int CLAIMS_MAX = 64;

    /** An address that goes on being seen is told anew after this part of a hold-down. */
    private static final int SIGHTINGS_PER_HOLD_DOWN = 4;

    private final Draft draft;
    private final FederationState federation;
    private final Wishes.Wishing wishing;

    EscrowWishes(Draft draft, Wishes.Wishing wishing) {
        this.draft = draft;
        this.federation = draft.federation();
        this.wishing = wishing;
    }

    void giveBack() {
        for (var leaving : draft.leaving) {
            var held = federation
                    .pools()
                    .tenure(leaving.range())
                    .filter(tenure ->
                            tenure.is(Tenure.State.GRANTED) && tenure.owner().equals(draft.me()));
            if (held.isEmpty() || !Returning.empty(draft, leaving.range())) {
                continue;
            }
            var to = leaving.to().filter(plant -> federation.members().isActive(plant));
            if (to.isPresent()) {
                wishing.wish(new EscrowCommand.BlockMove(
                        leaving.range(),
                        to.get(),
                        federation
                                .members()
                                .get(to.get())
                                .record()
                                .incarnation()
                                .counter(),
                        federation.pools().get(leaving.range().pool()).nextFence()));
            } else {
                reserveForReturns()
                        .ifPresent(reserve -> wishing.wish(new EscrowCommand.BlockReturn(leaving.range(), reserve)));
            }
        }
    }

    /** This plant if it stays and its reserve is good, else the first voter. */
    private Optional<PlantId> reserveForReturns() {
        boolean mine =
                federation.epoch().isVoter(draft.me()) && federation.members().isActive(draft.me());
        return mine
                ? Optional.of(draft.me())
                : federation.epoch().voters().stream()
                        .map(Voter::plant)
                        .filter(plant -> federation.members().isActive(plant))
                        .findFirst();
    }

    void reclaim() {
        if (!federation.epoch().isVoter(draft.me())) {
            return;
        }
        for (var extent : federation.pools().extents()) {
            var holder = federation.members().find(extent.tenure().owner());
            boolean gone = holder.filter(member -> !member.status().mayWrite()).isPresent();
            if (gone && extent.is(Tenure.State.GRANTED)) {
                wishing.wish(new EscrowCommand.BlockQuarantine(extent.range()));
            } else if (gone && extent.is(Tenure.State.QUARANTINED) && freeable(extent)) {
                wishing.wish(
                        new EscrowCommand.BlockFree(extent.range(), draft.me()),
                        federation.epoch().voters().stream()
                                .map(Voter::plant)
                                .filter(plant -> !plant.equals(draft.me()) && !federation.isWitness(plant))
                                .limit(1)
                                .toArray(PlantId[]::new));
            } else if (gone && extent.is(Tenure.State.FREE) && holder.get().fenced() && inherits()) {
                wishing.wish(new EscrowCommand.ReserveAssign(extent.range(), draft.me()));
            }
        }
    }

    /** Whether this plant would still free this range. */
    static boolean freeable(Draft draft, Range range) {
        return draft.federation()
                .pools()
                .get(range.pool())
                .at(range.first())
                .filter(new EscrowWishes(draft, (_, _) -> {})::freeable)
                .isPresent();
    }

    private boolean freeable(Extent extent) {
        var holder = extent.tenure().owner();
        boolean fenced =
                federation.members().find(holder).filter(Member::fenced).isPresent();
        return draft.around.guards().fenceGate(true, fenced) && inherits() && (Waiting.over(draft, holder) || !fenced);
    }

    private boolean inherits() {
        return EscrowRules.isInherited(federation.members(), federation.epoch(), draft.around.guards());
    }

    /** A voter with plenty gives half of an extent to one with nothing. */
    void reserves() {
        if (!federation.epoch().answersFor(draft.me())) {
            return;
        }
        for (var pool : federation.pools().all()) {
            for (var voter : federation.epoch().voters()) {
                boolean poor = !voter.plant().equals(draft.me())
                        && federation.members().isActive(voter.plant())
                        && pool.reserveOf(voter.plant()).signum() == 0;
                if (poor) {
                    half(pool).ifPresent(range -> wishing.wish(new EscrowCommand.ReserveAssign(range, voter.plant())));
                }
            }
        }
    }

    private Optional<Range> half(Pool pool) {
        var block = pool.spec().blockSize();
        return pool.all().stream()
                .filter(extent -> extent.is(Tenure.State.FREE)
                        && extent.tenure().owner().equals(draft.me())
                        && extent.range().size().compareTo(block.shiftLeft(1)) >= 0)
                .max(Comparator.comparing(extent -> extent.range().size()))
                .map(extent -> {
                    var blocks = extent.range().size().divide(block).shiftRight(1);
                    var size = blocks.multiply(block);
                    return new Range(pool.spec().id(), extent.range().end().subtract(size), size);
                });
    }

    /** Told once for a part of a hold-down, so that an address that is seen all the time does not fill the ledger. */
    void sightings() {
        long now = draft.around.now().steadyMillis();
        long pause = draft.around.config().holdDown().toMillis() / SIGHTINGS_PER_HOLD_DOWN;
        for (var plant : Waiting.awaited(draft)) {
            boolean told = draft.told.get(plant).filter(at -> now - at < pause).isPresent();
            if (!told) {
                Waiting.seen(draft, plant)
                        .ifPresent(seen -> wishing.wish(new EscrowCommand.Sighting(seen.range(), seen.where())));
            }
        }
    }

    void blocks() {
        for (var pool : federation.pools().all()) {
            if (pool.retired() || !draft.around.local().uses(pool.spec().kind())) {
                continue;
            }
            var held = Returning.usable(draft, pool);
            boolean addresses =
                    pool.spec().kind() == PoolKind.IPV4 || pool.spec().kind() == PoolKind.IPV6;
            var advice = addresses ? Returning.advice(draft, pool, held) : Watermarks.Advice.KEEP;
            if (advice == Watermarks.Advice.ASK || held.isEmpty()) {
                grant(pool, ownBlock(pool).or(() -> anyBlock(pool)));
            } else if (advice == Watermarks.Advice.ASK_AHEAD) {
                grant(pool, ownBlock(pool));
            }
        }
    }

    /** Not by a restored plant that may have forgotten addresses: the claim would be of its new life. */
    void claims() {
        if (draft.phase != Phase.MEMBER || !draft.around.local().reconciled()) {
            return;
        }
        var rules = new EscrowRules(
                federation.members(), federation.epoch(), draft.me(), Set.of(draft.me()), draft.around.guards());
        for (var spec : draft.around.local().unclaimed(CLAIMS_MAX)) {
            var claim = new EscrowCommand.PrefixClaim(spec);
            if (!isOrderedShared(spec) && rules.allows(federation.pools(), claim)) {
                wishing.wish(claim);
            }
        }
    }

    /** A claim that got into the ledger before an order to share the same prefix would have that order refused. */
    private boolean isOrderedShared(PoolSpec spec) {
        return draft.orders.stream()
                .anyMatch(order -> order.command() instanceof EscrowCommand.PrefixAdd add
                        && add.spec().overlaps(spec));
    }

    /**
     * A prefix that this plant alone had, and whose network is gone. First nothing is granted out of it any more, so that nobody gets a
     * part of it on the way; then it goes back as any block does ({@link Returning}); then whoever has it in reserve strikes it out, and
     * it is anybody's to claim. What was released waits out its hold-down before the first of these.
     */
    void givenUp() {
        if (draft.phase != Phase.MEMBER) {
            return;
        }
        for (var pool : federation.pools().all()) {
            boolean struck = pool.retired()
                    && pool.idle()
                    && pool.all().getFirst().tenure().owner().equals(draft.me());
            if (struck || (!pool.retired() && Returning.abandoned(draft, pool))) {
                wishing.wish(new EscrowCommand.PrefixRetire(pool.spec().id()));
            }
        }
    }

    private Optional<Range> ownBlock(Pool pool) {
        return pool.freeBlock(owner -> owner.equals(draft.me()) && usable(owner));
    }

    private Optional<Range> anyBlock(Pool pool) {
        return pool.freeBlock(owner -> usable(owner)
                && federation.members().mayWrite(owner)
                && (draft.contacts.has(owner) || owner.equals(draft.me())));
    }

    private void grant(Pool pool, Optional<Range> block) {
        var epoch = federation.epoch();
        block.ifPresent(range -> {
            var owner = pool.containing(range).tenure().owner();
            boolean twice = draft.promises.stream()
                    .anyMatch(promise -> promise.evidence().range().overlaps(range)
                            && promise.lineage().equals(epoch.lineage()));
            if (!twice) {
                wishing.wish(
                        new EscrowCommand.BlockGrant(
                                range, draft.me(), draft.self.incarnation().counter(), pool.nextFence()),
                        owner);
            }
        });
    }

    private boolean usable(PlantId owner) {
        return draft.around.guards().reserveUsable(federation.epoch().answersFor(owner));
    }
}
