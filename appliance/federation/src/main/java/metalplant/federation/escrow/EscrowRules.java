package metalplant.federation.escrow;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Voter;
import metalplant.federation.epoch.Epoch;
import metalplant.federation.guard.Guards;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Members;
import metalplant.federation.value.PlantId;

/**
 * What an entry about blocks does to them.
 *
 * <pre>
 * nobody's            --PrefixClaim-->                                 GRANTED to its author, as a whole
 * FREE(reserve)       --BlockGrant, sealed by the reserve owner-->     GRANTED
 * FREE(reserve)       --ReserveAssign, sealed by the reserve owner-->  FREE(other reserve)
 * GRANTED(holder)     --BlockReturn by the holder-->                   FREE
 * GRANTED(holder)     --BlockMove by the holder-->                     GRANTED(other)
 * GRANTED(evicted)    --BlockQuarantine-->                             QUARANTINED
 * FREE(fenced)        --BlockGrant, ReserveAssign by a voter-->        as above, once nobody may have followed it
 * QUARANTINED         --BlockFree, evicted and fenced-->               FREE, once nobody may have followed it
 * QUARANTINED         --the plant rejoins-->                           GRANTED, with a new fence number
 * </pre>
 */
public final class EscrowRules {
    private final Members members;
    private final Epoch epoch;
    private final PlantId author;
    private final Set<PlantId> sealedBy;
    private final Guards guards;

    /** @param sealedBy living members whose good signature the entry has */
    public EscrowRules(Members members, Epoch epoch, PlantId author, Set<PlantId> sealedBy, Guards guards) {
        this.members = members;
        this.epoch = epoch;
        this.author = author;
        this.sealedBy = sealedBy;
        this.guards = guards;
    }

    /** The pools after this command; refuses it if a rule forbids it. */
    public Pools apply(Pools pools, EscrowCommand command) {
        return switch (command) {
            case EscrowCommand.PrefixAdd add -> add(pools, add.spec(), true);
            case EscrowCommand.PoolRange add -> add(pools, add.spec(), false);
            case EscrowCommand.PrefixClaim claim -> claim(pools, claim.spec());
            case EscrowCommand.PrefixRetire retire -> retire(pools, retire.pool());
            case EscrowCommand.ReserveAssign assign -> assign(pools, assign);
            case EscrowCommand.BlockGrant grant -> grant(pools, grant);
            case EscrowCommand.BlockReturn back -> back(pools, back);
            case EscrowCommand.BlockMove move -> move(pools, move);
            case EscrowCommand.BlockQuarantine quarantine -> quarantine(pools, quarantine.range());
            case EscrowCommand.BlockFree free -> free(pools, free);
            case EscrowCommand.Sighting sighting -> sighted(pools, sighting.range());
            case EscrowCommand.AllocateUntil until -> until(pools, until);
        };
    }

    private Pools add(Pools pools, PoolSpec spec, boolean addresses) {
        Refusal.unless(ofAddresses(spec) == addresses, "%s is not for pools of this kind".formatted(spec.kind()));
        onlyHere();
        return pools.plus(Pool.shared(spec, plantVoters()));
    }

    private static boolean ofAddresses(PoolSpec spec) {
        return spec.kind() == PoolKind.IPV4 || spec.kind() == PoolKind.IPV6;
    }

    private void onlyHere() {
        Refusal.unless(
                epoch.debtsPaid(),
                "no new pools before the other side of the break-glass is fenced or back: it might add the same");
    }

    private Pools claim(Pools pools, PoolSpec spec) {
        Refusal.unless(ofAddresses(spec), "only prefixes of addresses are claimed");
        Refusal.unless(members.isActive(author), "only a member that stays claims prefixes");
        onlyHere();
        long life = members.get(author).record().incarnation().counter();
        return pools.plus(Pool.whole(spec, Tenure.granted(author, life, 1)));
    }

    /** Whether no rule forbids its author to claim this prefix. */
    public boolean allows(Pools pools, EscrowCommand.PrefixClaim claim) {
        try {
            claim(pools, claim.spec());
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    /** Without the witness: it signs nothing, so it confirms nothing, and nothing could be granted from a reserve of its own. */
    private List<PlantId> plantVoters() {
        return epoch.voters().stream()
                .map(Voter::plant)
                .filter(plant -> members.find(plant).isPresent())
                .sorted()
                .toList();
    }

    private static Pools retire(Pools pools, String id) {
        var retired = pools.get(id).retire();
        return retired.idle() ? pools.without(id) : pools.with(retired);
    }

    private Pools assign(Pools pools, EscrowCommand.ReserveAssign assign) {
        var tenure = pools.get(assign.range().pool()).containing(assign.range()).tenure();
        Refusal.unless(tenure.is(Tenure.State.FREE), "only a free range has a reserve owner");
        Refusal.unless(members.isActive(assign.to()), "a reserve owner is a member");
        signedAway(tenure.owner());
        return pools.with(assign.range(), Tenure.free(assign.to()));
    }

    private Pools grant(Pools pools, EscrowCommand.BlockGrant grant) {
        var pool = pools.get(grant.range().pool());
        var tenure = pool.containing(grant.range()).tenure();
        Refusal.unless(!pool.retired(), "the pool is retired");
        Refusal.unless(tenure.is(Tenure.State.FREE), "%s is not free".formatted(grant.range()));
        Refusal.unless(isBlock(pool.spec(), grant.range()), "%s is no block of its pool".formatted(grant.range()));
        Refusal.unless(members.isActive(grant.holder()), "only a member gets blocks");
        Refusal.unless(
                members.get(grant.holder()).record().incarnation().counter() == grant.incarnation(),
                "the holder lives another life by now");
        Refusal.unless(grant.fence() == pool.nextFence(), "fence numbers rise by one");
        signedAway(tenure.owner());
        return pools.with(pool.with(grant.range(), Tenure.granted(grant.holder(), grant.incarnation(), grant.fence()))
                .fencedPast(grant.fence()));
    }

    private void signedAway(PlantId reserveOwner) {
        if (fenced(reserveOwner) && epoch.debtsPaid()) {
            Refusal.unless(epoch.isVoter(author), "a voter inherits the reserve of a fenced plant");
            nobodyFollowed();
            return;
        }
        Refusal.unless(
                guards.reserveUsable(epoch.answersFor(reserveOwner)),
                "what plant %s signed away before the break-glass is not known yet".formatted(reserveOwner));
        Refusal.unless(
                guards.sealedByReserveOwner(sealedBy.contains(reserveOwner)),
                "only reserve owner %s can sign this away".formatted(reserveOwner));
    }

    private void nobodyFollowed() {
        Refusal.unless(
                isInherited(members, epoch, guards),
                "these may have followed a fenced plant and have something of it: %s"
                        .formatted(Followers.possible(members).stream()
                                .map(member -> member.record().label())
                                .toList()));
    }

    /** Whether what a fenced plant held, or had in reserve, may become somebody else's. */
    public static boolean isInherited(Members members, Epoch epoch, Guards guards) {
        return epoch.debtsPaid()
                && guards.followersKnown(Followers.possible(members).isEmpty());
    }

    private static boolean isBlock(PoolSpec spec, Range range) {
        return range.size().equals(spec.blockSize())
                && range.first().subtract(spec.first()).mod(spec.blockSize()).signum() == 0;
    }

    private Pools back(Pools pools, EscrowCommand.BlockReturn back) {
        var tenure = pools.get(back.range().pool()).containing(back.range()).tenure();
        heldByAuthor(tenure);
        Refusal.unless(members.isActive(back.reserve()), "a reserve owner is a member");
        return pools.with(back.range(), Tenure.free(back.reserve()));
    }

    private Pools move(Pools pools, EscrowCommand.BlockMove move) {
        var pool = pools.get(move.range().pool());
        heldByAuthor(pool.containing(move.range()).tenure());
        Refusal.unless(members.isActive(move.to()), "only a member gets blocks");
        Refusal.unless(
                members.get(move.to()).record().incarnation().counter() == move.incarnation(),
                "the receiver lives another life by now");
        Refusal.unless(move.fence() == pool.nextFence(), "fence numbers rise by one");
        return pools.with(pool.with(move.range(), Tenure.granted(move.to(), move.incarnation(), move.fence()))
                .fencedPast(move.fence()));
    }

    private void heldByAuthor(Tenure tenure) {
        Refusal.unless(
                tenure.is(Tenure.State.GRANTED) && tenure.owner().equals(author), "only its holder gives a range away");
    }

    private Pools quarantine(Pools pools, Range range) {
        var tenure = pools.get(range.pool()).containing(range).tenure();
        Refusal.unless(tenure.is(Tenure.State.GRANTED), "%s is not held".formatted(range));
        Refusal.unless(evicted(tenure.owner()), "plant %s is not evicted".formatted(tenure.owner()));
        return pools.with(range, tenure.quarantined());
    }

    private Pools free(Pools pools, EscrowCommand.BlockFree free) {
        var tenure = pools.get(free.range().pool()).containing(free.range()).tenure();
        Refusal.unless(tenure.is(Tenure.State.QUARANTINED), "%s is not in quarantine".formatted(free.range()));
        Refusal.unless(
                guards.fenceGate(evicted(tenure.owner()), fenced(tenure.owner())),
                "nobody has proven that plant %s does not use it any more".formatted(tenure.owner()));
        Refusal.unless(members.isActive(free.reserve()), "a reserve owner is a member");
        Refusal.unless(epoch.debtsPaid(), "the other side of the break-glass may have freed it too");
        nobodyFollowed();
        var voters = plantVoters();
        Refusal.unless(
                voters.stream().filter(sealedBy::contains).count() >= Math.min(2, voters.size()),
                "two voters must have waited");
        return pools.with(free.range(), Tenure.free(free.reserve()));
    }

    /** Nothing of the blocks changes: whoever waits for the end of the quarantine begins anew ({@link Members}). */
    private Pools sighted(Pools pools, Range range) {
        var tenure = pools.get(range.pool()).containing(range).tenure();
        Refusal.unless(tenure.is(Tenure.State.QUARANTINED), "%s is not in quarantine".formatted(range));
        Refusal.unless(evicted(tenure.owner()), "plant %s is not evicted".formatted(tenure.owner()));
        return pools;
    }

    private static Pools until(Pools pools, EscrowCommand.AllocateUntil until) {
        var pool = pools.get(until.pool());
        var kind = pool.spec().kind();
        Refusal.unless(kind == PoolKind.IPV4 || kind == PoolKind.IPV6, "only prefixes of addresses have such an end");
        return pools.with(pool.allocatedUntil(until.offlineMillis()));
    }

    private boolean fenced(PlantId plant) {
        return members.find(plant).filter(member -> member.fenced()).isPresent();
    }

    private boolean evicted(PlantId plant) {
        return members.find(plant).filter(member -> !member.status().mayWrite()).isPresent();
    }

    /**
     * Takes over what a plant remembers of a lineage that was left behind. It only ever makes free ranges less free, and gives away
     * what is the plant's own: a plant that is wrong harms nobody else.
     */
    public static Pools remembered(Pools pools, Members members, PlantId witness, List<Evidence> evidence) {
        var changed = pools;
        for (var each : evidence) {
            var pool = changed.find(each.range().pool());
            if (pool.isEmpty()) {
                continue;
            }
            for (var extent : overlapping(pool.get(), each.range())) {
                var tenure = believed(extent.tenure(), each.tenure(), members, witness);
                if (!tenure.equals(extent.tenure())) {
                    changed = changed.with(changed.get(each.range().pool())
                            .with(common(extent.range(), each.range()), tenure)
                            .fencedPast(tenure.fence()));
                }
            }
        }
        return changed;
    }

    private static Tenure believed(Tenure known, Tenure told, Members members, PlantId witness) {
        boolean its = known.owner().equals(witness) && !known.is(Tenure.State.QUARANTINED);
        if (!its && !known.is(Tenure.State.FREE)) {
            return known;
        }
        // A holder whom this lineage does not know cannot be asked, and the last owner of a reserve that passed through
        // several hands is not known here: such ranges are nobody's until an operator looks.
        boolean granted = told.is(Tenure.State.GRANTED);
        boolean unclear = granted ? !members.isActive(told.owner()) : told.is(Tenure.State.FREE) && !its;
        return unclear ? told.quarantined() : told;
    }

    private static List<Extent> overlapping(Pool pool, Range range) {
        var from = pool.at(range.first()).map(extent -> extent.range().first()).orElse(range.first());
        return pool.extents().between(from, range.end());
    }

    private static Range common(Range one, Range other) {
        BigInteger first = one.first().max(other.first());
        return new Range(one.pool(), first, one.end().min(other.end()).subtract(first));
    }
}
