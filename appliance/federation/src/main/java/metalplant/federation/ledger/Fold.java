package metalplant.federation.ledger;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.DoorCommand;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.epoch.Epoch;
import metalplant.federation.epoch.EpochRules;
import metalplant.federation.escrow.EscrowRules;
import metalplant.federation.escrow.Pool;
import metalplant.federation.escrow.Pools;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.HomeRules;
import metalplant.federation.homes.Homes;
import metalplant.federation.keys.DoorKeyRules;
import metalplant.federation.keys.DoorKeys;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Grants;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;
import metalplant.federation.witness.WitnessRules;

/** One entry more. Its signatures and its place are checked already; here only what it says counts. Pure. */
final class Fold {
    private final Body body;
    private final Set<PlantId> sealedBy;
    private final Guards guards;

    /** @param sealedBy plants under whose keys the entry has good signatures */
    Fold(Body body, Set<PlantId> sealedBy, Guards guards) {
        this.body = body;
        this.sealedBy = sealedBy;
        this.guards = guards;
    }

    /** The state that a genesis makes. */
    FederationState genesis(MemberCommand.Genesis genesis) {
        var founder = genesis.founder();
        var pools = Pools.NONE;
        for (var spec : genesis.brought()) {
            pools = pools.plus(
                    brought(spec, founder.plant(), founder.incarnation().counter()));
        }
        return new FederationState(
                body.federation(),
                1,
                genesis.recovery(),
                Epoch.founded(founder.plant(), genesis.peer()),
                Members.NONE.with(new Member(founder, Member.Status.ACTIVE, -1, 0, 0, -1, -1)),
                pools,
                Homes.NONE,
                DoorKeys.NONE,
                Optional.empty(),
                SortedTree.empty(),
                SortedTree.empty());
    }

    private static Pool brought(PoolSpec spec, PlantId holder, long incarnation) {
        return Pool.whole(spec, Tenure.granted(holder, incarnation, 1));
    }

    /** The state after this entry; refuses it if a rule forbids it. */
    FederationState next(FederationState state) {
        var changed = switch (body.command()) {
            case MemberCommand member -> member(state, member);
            case EpochCommand epoch -> epoch(state, epoch);
            case EscrowCommand escrow -> escrow(state, escrow);
            case DoorCommand door -> state.with(new DoorKeyRules(state.members(), body).apply(state.doorKeys(), door));
            case WitnessCommand witness ->
                state.with(WitnessRules.applied(state.witness(), state.members(), state.epoch(), witness));
            case HomeCommand home ->
                state.with(
                        new HomeRules(state.members(), body.author(), body.seq(), guards).apply(state.homes(), home));
        };
        return changed.remembering(body.request(), body.seq());
    }

    private FederationState escrow(FederationState state, EscrowCommand command) {
        var pools = new EscrowRules(state.members(), state.epoch(), body.author(), sealedBy, guards)
                .apply(state.pools(), command);
        var changed = state.with(pools);
        if (command instanceof EscrowCommand.Sighting sighting) {
            var holder = pools.tenure(sighting.range()).orElseThrow().owner();
            var member = state.members().get(holder);
            return changed.with(changed.members().with(member.sightedAt(body.seq())));
        }
        for (var member : state.members().all()) {
            boolean done = member.status() == Member.Status.EVICTED
                    && member.fenced()
                    && pools.quarantinedOf(member.plant()).isEmpty()
                    && pools.heldBy(member.plant()).isEmpty();
            if (done) {
                changed = changed.with(changed.members().with(member.withStatus(Member.Status.RECLAIMED)));
            }
        }
        return changed;
    }

    private FederationState member(FederationState state, MemberCommand command) {
        return switch (command) {
            case MemberCommand.Genesis _ ->
                throw new Refusal(metalplant.federation.entry.Reason.RULE, "a federation begins once");
            case MemberCommand.MemberAdd add -> add(state, add);
            case MemberCommand.MemberDrain drain -> drain(state, drain.plant());
            case MemberCommand.MemberLeft left -> left(state, left.plant());
            case MemberCommand.MemberEvict evict -> evict(state, evict.plant());
            case MemberCommand.LabelClaim claim -> label(state, claim);
            case MemberCommand.IncarnationRaise raise -> raise(state, raise);
            case MemberCommand.Reconciled done -> reconciled(state, done);
            case MemberCommand.FenceProof proof -> fence(state, proof);
            case MemberCommand.MirrorAck ack -> acknowledge(state, ack);
            case MemberCommand.MemberAuthority authority -> authority(state, authority);
            case MemberCommand.MemberLevel level -> memberLevel(state, level);
            case MemberCommand.SchemaLevel level -> schemaLevel(state, level.level());
            case MemberCommand.MemberMoved moved -> moved(state, moved);
            case MemberCommand.MemberGrants grants -> grants(state, grants);
        };
    }

    private FederationState add(FederationState state, MemberCommand.MemberAdd add) {
        var record = add.member();
        var plant = record.plant();
        Refusal.unless(add.inviter().equals(body.author()), "the inviter writes the entry");
        Refusal.unless(add.joinId().equals(body.request()), "a join has one effect");
        Refusal.unless(sealedBy.contains(plant), "the joining plant has not signed");
        Refusal.unless(!state.members().labelTaken(record.label(), plant), "the label is taken");
        Refusal.unless(!state.isWitness(plant), "the witness is no member");
        Refusal.unless(record.level() + 1 >= state.level(), "the plant is too old for this federation");
        Refusal.unless(
                state.members().byId().size() < Members.MEMBERS_MAX
                        || state.members().find(plant).isPresent(),
                "at most %d plants".formatted(Members.MEMBERS_MAX));
        // Old blocks come back to the life they were granted to: a plant restored since then first has to reconcile.
        long oldLife = state.members()
                .find(plant)
                .map(member -> member.record().incarnation().counter())
                .orElse(record.incarnation().counter());
        var pools = returned(state.pools(), plant, oldLife);
        pools = EscrowRules.remembered(pools, state.members(), plant, add.evidence());
        for (var spec : add.brought()) {
            pools = pools.plus(brought(spec, plant, record.incarnation().counter()));
        }
        var before = state.members().find(plant);
        boolean sameLife = before.filter(member -> member.record().incarnation().equals(record.incarnation()))
                .isPresent();
        long livingSince = sameLife ? before.get().livingSince() : body.seq();
        var member = new Member(record, Member.Status.ACTIVE, -1, livingSince, body.seq(), -1, -1);
        // One that was restored meanwhile does not know what it signed: it goes on owing it.
        var epoch = before.isEmpty() || sameLife || state.epoch().needsPeople(plant)
                ? settled(state, plant)
                : state.epoch().owed(plant, body.seq());
        Refusal.unless(
                add.brought().isEmpty() || EpochRules.mayBring(state.level(), epoch),
                "no new pools before the other side of the break-glass is fenced or back: it might add the same");
        // Whoever has the release before may come as long as nothing newer was written, and nothing newer is written
        // from then on.
        int level = Math.min(state.level(), record.level());
        return state.with(state.members().with(member)).with(pools).with(epoch).withLevel(level);
    }

    /** What was in quarantine is the plant's again, with new fence numbers. */
    private static Pools returned(Pools pools, PlantId plant, long incarnation) {
        var changed = pools;
        for (var extent : pools.quarantinedOf(plant)) {
            var pool = changed.get(extent.range().pool());
            long fence = pool.nextFence();
            changed = changed.with(pool.with(extent.range(), Tenure.granted(plant, incarnation, fence))
                    .fencedPast(fence));
        }
        return changed;
    }

    private FederationState drain(FederationState state, PlantId plant) {
        var member = own(state, plant);
        Refusal.unless(member.status() == Member.Status.ACTIVE, "only an active member drains");
        Refusal.unless(
                state.members().living().stream()
                        .anyMatch(other -> other.status() == Member.Status.ACTIVE
                                && !other.plant().equals(plant)),
                "nobody else stays");
        return state.with(state.members().with(member.withStatus(Member.Status.DRAINING)));
    }

    private Member own(FederationState state, PlantId plant) {
        Refusal.unless(plant.equals(body.author()), "each plant speaks for itself");
        return state.members().get(plant);
    }

    private FederationState left(FederationState state, PlantId plant) {
        var member = own(state, plant);
        Refusal.unless(member.status() == Member.Status.DRAINING, "a member drains before it leaves");
        Refusal.unless(!state.epoch().isVoter(plant), "a voter hands its vote over before it leaves");
        Refusal.unless(!state.pools().reserveOwners().contains(plant), "its reserve must be handed over first");
        Refusal.unless(
                state.homes().all().stream().noneMatch(entity -> entity.home().equals(plant)),
                "its entities must be moved first");
        var pools = state.pools();
        for (var extent : pools.heldBy(plant)) {
            var spec = pools.get(extent.range().pool()).spec();
            // Not Pool.isWhole: ledgers may have entries by which a plant took a shared pool of one block along.
            Refusal.unless(
                    extent.range().size().equals(spec.size()) && extent.tenure().fence() == 1,
                    "its blocks must be returned first");
            pools = pools.without(spec.id());
        }
        var members = state.members().with(member.withStatus(Member.Status.LEFT));
        return state.with(members)
                .with(pools)
                .with(HomeRules.swept(state.homes().withoutSpansIn(plant), members, guards));
    }

    private FederationState evict(FederationState state, PlantId plant) {
        var member = state.members().get(plant);
        Refusal.unless(member.status().mayWrite(), "plant %s is no member any more".formatted(plant));
        Refusal.unless(!plant.equals(body.author()), "nobody evicts itself");
        var voters = state.epoch().votersWithout(plant);
        Refusal.unless(!voters.isEmpty(), "the only voter is not evicted");
        var members = state.members().with(member.withStatus(Member.Status.EVICTED));
        return state.with(members)
                .with(state.epoch().withVoters(voters).owed(plant, body.seq()))
                .with(state.doorKeys().voided())
                .with(HomeRules.swept(state.homes().withoutSpansIn(plant), members, guards));
    }

    private FederationState label(FederationState state, MemberCommand.LabelClaim claim) {
        var member = own(state, claim.plant());
        Refusal.unless(!state.members().labelTaken(claim.label(), claim.plant()), "the label is taken");
        return state.with(state.members().with(member.withLabel(claim.label())));
    }

    private FederationState raise(FederationState state, MemberCommand.IncarnationRaise raise) {
        var member = own(state, raise.plant());
        Refusal.unless(
                raise.incarnation().counter() > member.record().incarnation().counter(), "an incarnation only rises");
        boolean alone = state.members().living().size() == 1;
        boolean witnessed = sealedBy.stream()
                .anyMatch(
                        plant -> !plant.equals(raise.plant()) && state.members().mayWrite(plant));
        boolean byPaper = sealedBy.contains(state.recovery().plant());
        Refusal.unless(
                alone || witnessed || byPaper,
                "another member, or an operator with the recovery words, must confirm that it is the only one");
        return state.with(state.members().with(member.reborn(raise.incarnation(), body.seq())));
    }

    private FederationState reconciled(FederationState state, MemberCommand.Reconciled done) {
        var member = own(state, done.plant());
        Refusal.unless(
                member.record().incarnation().counter() == done.counter(), "the plant lives another life by now");
        return state.with(state.pools()
                .mapped(
                        extent -> extent.is(Tenure.State.GRANTED)
                                && extent.tenure().owner().equals(done.plant())
                                && extent.tenure().incarnation() < done.counter(),
                        tenure -> Tenure.granted(tenure.owner(), done.counter(), tenure.fence())));
    }

    private FederationState fence(FederationState state, MemberCommand.FenceProof proof) {
        var member = state.members().get(proof.plant());
        Refusal.unless(member.status() == Member.Status.EVICTED, "only an evicted plant is fenced");
        Refusal.unless(!member.fenced(), "it is fenced already");
        boolean itself = proof.kind() == metalplant.federation.entry.FenceKind.EMPTY_INVENTORY;
        Refusal.unless(
                itself ? sealedBy.contains(proof.plant()) : twoOperators(proof.confirmedBy()),
                "two operators must confirm, or the plant itself");
        return state.with(state.members().with(member.fencedAt(body.seq()))).with(settled(state, proof.plant()));
    }

    /** What only people can tell stays owed even if the plant that forgot is gone. */
    private static Epoch settled(FederationState state, PlantId plant) {
        return state.epoch().needsPeople(plant) ? state.epoch() : state.epoch().settled(plant);
    }

    private static boolean twoOperators(List<String> confirmedBy) {
        return confirmedBy.stream().filter(name -> !name.isBlank()).distinct().count() >= 2;
    }

    private FederationState acknowledge(FederationState state, MemberCommand.MirrorAck ack) {
        var member = own(state, ack.plant());
        Refusal.unless(ack.seq() < body.seq() && ack.seq() > member.acknowledged(), "nothing new is acknowledged");
        var members = state.members().with(member.acknowledged(ack.seq()));
        return state.with(members).with(HomeRules.swept(state.homes(), members, guards));
    }

    private FederationState authority(FederationState state, MemberCommand.MemberAuthority authority) {
        own(state, authority.owner());
        state.members().get(authority.peer());
        return state.with(state.members().withAuthority(authority.owner(), authority.peer(), authority.highest()));
    }

    private FederationState grants(FederationState state, MemberCommand.MemberGrants grants) {
        own(state, grants.owner());
        state.members().get(grants.peer());
        return state.with(state.members().withGrants(grants.owner(), grants.peer(), new Grants(grants.grants())));
    }

    private FederationState moved(FederationState state, MemberCommand.MemberMoved moved) {
        var member = own(state, moved.plant());
        Refusal.unless(!member.record().endpoint().equals(moved.endpoint()), "it is there already");
        return state.with(state.members().with(member.at(moved.endpoint())));
    }

    private FederationState memberLevel(FederationState state, MemberCommand.MemberLevel level) {
        var member = own(state, level.plant());
        Refusal.unless(level.level() > member.record().level(), "a level only rises");
        return state.with(state.members().with(member.withLevel(level.level())));
    }

    private static FederationState schemaLevel(FederationState state, int level) {
        Refusal.unless(level == state.level() + 1, "levels rise by one");
        Refusal.unless(level <= state.members().levelForAll(), "a member cannot read this level yet");
        return state.withLevel(level);
    }

    private FederationState epoch(FederationState state, EpochCommand command) {
        return switch (command) {
            case EpochCommand.VoterSet voters ->
                voted(state, EpochRules.voters(state.epoch(), voting(state), body.author(), voters.voters()));
            case EpochCommand.EpochBump bump -> bump(state, bump);
            case EpochCommand.ReserveAttest attest -> attest(state, attest);
            case EpochCommand.InventoryAccept accept -> accept(state, accept);
        };
    }

    /** Who may be made a voter. */
    private static Predicate<PlantId> voting(FederationState state) {
        return plant -> state.members().isActive(plant)
                || state.witness()
                        .filter(witness -> witness.plant().equals(plant) && witness.mayVote())
                        .isPresent();
    }

    private static FederationState voted(FederationState state, Epoch epoch) {
        return state.with(epoch).with(WitnessRules.settled(state.witness(), epoch));
    }

    private FederationState bump(FederationState state, EpochCommand.EpochBump bump) {
        Refusal.unless(bump.survivor().equals(body.author()), "the survivor writes the entry");
        var epoch =
                EpochRules.bumped(state.epoch(), state.members(), state.pools().reserveOwners(), bump, body.seq());
        return voted(state, epoch)
                .with(EscrowRules.remembered(state.pools(), state.members(), bump.survivor(), bump.evidence()));
    }

    private FederationState attest(FederationState state, EpochCommand.ReserveAttest attest) {
        var member = own(state, attest.plant());
        var since = state.epoch().owing().get(attest.plant());
        if (since.isEmpty()) {
            Refusal.unless(Followers.isAwaited(state.members(), attest.plant()), "the plant owes nothing");
            Refusal.unless(attest.evidence().isEmpty(), "a plant that stands here has nothing from elsewhere");
            return state.with(state.members().with(member.stoodAt(body.seq())));
        }
        Refusal.unless(!state.epoch().needsPeople(attest.plant()), "only people can tell what it has forgotten");
        Refusal.unless(
                member.livingSince() < since.get(),
                "a plant that was restored since then does not know what it signed");
        return state.with(EscrowRules.remembered(state.pools(), state.members(), attest.plant(), attest.evidence()))
                .with(state.epoch().settled(attest.plant()));
    }

    private FederationState accept(FederationState state, EpochCommand.InventoryAccept accept) {
        var epoch = state.epoch();
        Refusal.unless(epoch.owing().has(accept.plant()), "the plant owes nothing");
        if (!epoch.needsPeople(accept.plant())) {
            Refusal.unless(Debts.forgotten(state, accept.plant()), "the plant can still tell by itself what it signed");
            // What people see is all only once nobody writes on in the lineage that was left behind.
            Refusal.unless(
                    Debts.tellable(state).isEmpty(),
                    "others can tell by themselves, or are to be fenced, first: %s".formatted(Debts.tellable(state)));
        }
        return state.with(EscrowRules.remembered(state.pools(), state.members(), accept.plant(), accept.inUse()))
                .with(epoch.settled(accept.plant()));
    }
}
