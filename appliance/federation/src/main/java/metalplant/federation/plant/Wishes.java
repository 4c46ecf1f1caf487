package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Voter;
import metalplant.federation.escrow.EscrowRules;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.escrow.Watermarks;
import metalplant.federation.homes.Entity;
import metalplant.federation.homes.HomeRules;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.PlantId;
import metalplant.federation.witness.Witness;

/**
 * Everything that this plant would like to see in the ledger, found by looking at the whole state. Nothing is remembered between
 * ticks, so nothing gets stuck or is done twice. Of several wishes chance takes one, so that none waits for ever behind another.
 */
final class Wishes {
    /** Entities of one entry. */
    private static final int BATCH_MAX = 250;

    /** Prefixes looked at in one step. */
    private static final int CLAIMS_MAX = 64;

    /** Bytes of what one entry tells of entities; well below what an entry may have. */
    private static final int BATCH_BYTES_MAX = 88 * 1024;
    /** An address that goes on being seen is told anew after this part of a hold-down. */
    private static final int SIGHTINGS_PER_HOLD_DOWN = 4;

    private final Draft draft;
    private final FederationState federation;
    private final List<Proposing.Wish> found = new ArrayList<>();

    private Wishes(Draft draft) {
        this.draft = draft;
        this.federation = draft.federation();
    }

    static Optional<Proposing.Wish> next(Draft draft) {
        var wishes = new Wishes(draft);
        wishes.look();
        return wishes.found.isEmpty()
                ? Optional.empty()
                : Optional.of(wishes.found.get(draft.around.random().nextInt(wishes.found.size())));
    }

    private void look() {
        var member = federation.members().find(draft.me());
        if (member.isEmpty() || !member.get().status().mayWrite()) {
            return;
        }
        if (member.get().record().incarnation().counter()
                < draft.self.incarnation().counter()) {
            rise();
            return;
        }
        attest(member.get());
        orders();
        host();
        reconcile();
        leave(member.get());
        giveBack();
        voters();
        reclaim();
        reserves();
        sightings();
        level(member.get());
        if (draft.phase == Phase.MEMBER || draft.phase == Phase.RECOVERING) {
            blocks();
        }
        claims();
        givenUp();
        entities();
        SpanWishes.of(draft).forEach(claim -> wish(claim));
        orphans();
        if (member.get().status() == Member.Status.ACTIVE) {
            new DoorKeyWishes(draft, command -> wish(command)).look();
        }
        acknowledge(member.get());
    }

    /** What not every member can read yet is not even wanted (federation.md 4.3). */
    private void wish(Command command, PlantId... seals) {
        if (!draft.around.guards().levelReached(CanonicalForm.levelOf(command), federation.level())) {
            return;
        }
        found.add(new Proposing.Wish(draft.around.newId(), command, List.of(seals)));
    }

    /** New entities come from the home's own table; an order only changes what is there, so that a late one revives nothing. */
    private void orders() {
        for (var order : draft.orders) {
            boolean revives = order.command() instanceof HomeCommand.EntityPut put
                    && federation.homes().find(put.id()).isEmpty();
            if (revives) {
                draft.drop(order);
            } else if (!isEarly(order.command())) {
                found.add(new Proposing.Wish(order.request(), order.command(), List.of()));
            }
        }
    }

    /** What is to be said of a prefix waits behind its being shared, if both were ordered. */
    private boolean isEarly(Command command) {
        return command instanceof EscrowCommand.AllocateUntil until
                && federation.pools().find(until.pool()).isEmpty()
                && draft.orders.stream()
                        .anyMatch(order -> order.command() instanceof EscrowCommand.PrefixAdd add
                                && add.spec().id().equals(until.pool()));
    }

    private void rise() {
        var raise = new MemberCommand.IncarnationRaise(draft.me(), draft.self.incarnation());
        if (federation.members().living().size() == 1) {
            wish(raise);
        } else {
            lastHeard().ifPresent(witness -> wish(raise, witness));
        }
    }

    /** The living member that was heard of last. */
    private Optional<PlantId> lastHeard() {
        return federation.members().living().stream()
                .map(Member::plant)
                .filter(plant -> !plant.equals(draft.me()) && draft.contacts.has(plant))
                .max(Comparator.comparingLong(
                        plant -> draft.contacts.get(plant).orElseThrow().steadyMillis()));
    }

    private void attest(Member member) {
        var since = federation.epoch().owing().get(draft.me());
        if (since.isPresent() && member.livingSince() < since.get()) {
            wish(new EpochCommand.ReserveAttest(
                    draft.me(),
                    draft.promises.stream().map(Promise::evidence).distinct().toList()));
        } else if (since.isEmpty() && Followers.isAwaited(federation.members(), draft.me()) && hasNothingOfFenced()) {
            wish(new EpochCommand.ReserveAttest(draft.me(), List.of()));
        }
    }

    /**
     * A plant that was restored may have forgotten that it followed another one: only what is in use shows that. So it looks, and
     * says nothing before all addresses in use are known again.
     */
    private boolean hasNothingOfFenced() {
        return draft.around.local().reconciled()
                && federation.pools().extents().stream()
                        .filter(extent -> federation
                                .members()
                                .find(extent.tenure().owner())
                                .filter(Member::fenced)
                                .isPresent())
                        .allMatch(extent -> draft.around.local().live(extent.range()) == 0);
    }

    private void host() {
        draft.host.ifPresent(host -> {
            var ready = host.ready();
            found.add(new Proposing.Wish(
                    ready.joinId(),
                    new MemberCommand.MemberAdd(
                            ready.joinId(),
                            ready.record(),
                            draft.me(),
                            ready.plan(),
                            ready.brought(),
                            ready.evidence()),
                    List.of(host.joiner())));
        });
    }

    private void reconcile() {
        long life = draft.self.incarnation().counter();
        boolean old = federation.pools().heldBy(draft.me()).stream()
                .anyMatch(extent -> extent.tenure().incarnation() < life);
        if (old && draft.around.local().reconciled()) {
            wish(new MemberCommand.Reconciled(draft.me(), life));
        }
    }

    private void leave(Member member) {
        if (draft.phase != Phase.DRAINING) {
            return;
        }
        var heir = federation.members().living().stream()
                .filter(other ->
                        other.status() == Member.Status.ACTIVE && !other.plant().equals(draft.me()))
                .map(Member::plant)
                .findFirst();
        if (member.status() == Member.Status.ACTIVE) {
            if (heir.isPresent()) {
                wish(new MemberCommand.MemberDrain(draft.me()));
            } else if (federation.members().all().size() == 1) {
                // Nobody ever joined: nobody else holds anything of it, and there is nobody to tell.
                draft.turn(Turn.EMPTIED);
            } else {
                draft.turn(Turn.DRAIN_REFUSED);
            }
            return;
        }
        if (heir.isEmpty()) {
            if (federation.members().living().size() == 1) {
                draft.turn(Turn.EMPTIED);
            }
            return;
        }
        var reserve = freeOf(draft.me());
        var homes = federation.homes().all().stream()
                .filter(entity -> entity.home().equals(draft.me()))
                .toList();
        boolean votes = federation.epoch().isVoter(draft.me());
        if (votes && witnessVotes() && plantVoters() <= 2) {
            // In this order: once there are only two voters left, a witness that is away would keep this plant from
            // leaving.
            wish(new EpochCommand.VoterSet(withoutWitness()));
        } else if (votes && federation.epoch().voters().size() > 1) {
            wish(new EpochCommand.VoterSet(federation.epoch().voters().stream()
                    .filter(voter -> !voter.plant().equals(draft.me()))
                    .toList()));
        }
        if (federation.epoch().answersFor(draft.me())) {
            reserve.stream()
                    .findFirst()
                    .ifPresent(extent -> wish(new EscrowCommand.ReserveAssign(extent.range(), heir.get())));
        }
        // What was changed last goes out before its home moves: the new home has it from the ledger alone. What cannot
        // go
        // out, because its home was moved away by force meanwhile, must not keep the plant from leaving.
        if (draft.around.local().unpublished(BATCH_MAX).stream()
                .noneMatch(entity -> publish(entity).isPresent())) {
            wishTogether(homes.stream()
                    .limit(BATCH_MAX)
                    .<HomeCommand.OfOne>map(entity -> new HomeCommand.HomeMove(
                            entity.id(), heir.get(), entity.version().homeEpoch() + 1, false))
                    .toList());
        }
        boolean emptied = federation.pools().all().stream()
                .allMatch(pool ->
                        pool.heldBy(draft.me()).stream().allMatch(extent -> Returning.broughtWhole(pool, extent)));
        if (!votes && reserve.isEmpty() && homes.isEmpty() && emptied) {
            wish(new MemberCommand.MemberLeft(draft.me()));
        }
    }

    private List<Extent> freeOf(PlantId owner) {
        return federation.pools().extents().stream()
                .filter(extent ->
                        extent.is(Tenure.State.FREE) && extent.tenure().owner().equals(owner))
                .toList();
    }

    private void giveBack() {
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
                wish(new EscrowCommand.BlockMove(
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
                reserveForReturns().ifPresent(reserve -> wish(new EscrowCommand.BlockReturn(leaving.range(), reserve)));
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

    /** The first voter invites others to vote, and replaces the id of one that came back under a new one. */
    private void voters() {
        var voters = federation.epoch().voters();
        var plants = voters.stream()
                .map(Voter::plant)
                .filter(plant -> !federation.isWitness(plant))
                .toList();
        if (plants.isEmpty()
                || (!plants.getFirst().equals(draft.me()) && !plants.getLast().equals(draft.me()))) {
            return;
        }
        witness();
        for (var voter : voters) {
            var contact = draft.contacts.get(voter.plant());
            boolean renamed = contact.filter(each -> !each.peer().equals(voter.peer())
                            && each.lineage().equals(federation.epoch().lineage()))
                    .isPresent();
            if (renamed && !voter.plant().equals(draft.me())) {
                var changed = new ArrayList<>(voters);
                changed.set(
                        voters.indexOf(voter),
                        new Voter(voter.plant(), contact.get().peer()));
                wish(new EpochCommand.VoterSet(List.copyOf(changed)));
            }
        }
        if (voters.size() < draft.around.config().votersMax()) {
            addVoter(voters);
        }
    }

    /** It is of use beside two plants; beside one it could only stop it. */
    private void witness() {
        boolean wanted = federation.witness().filter(Witness::mayVote).isPresent() && plantVoters() > 1;
        if (witnessVotes() && !wanted) {
            wish(new EpochCommand.VoterSet(withoutWitness()));
        }
    }

    private boolean witnessVotes() {
        return federation.epoch().voters().stream().anyMatch(voter -> federation.isWitness(voter.plant()));
    }

    private long plantVoters() {
        return federation.epoch().voters().stream()
                .filter(voter -> !federation.isWitness(voter.plant()))
                .count();
    }

    private List<Voter> withoutWitness() {
        return federation.epoch().voters().stream()
                .filter(voter -> !federation.isWitness(voter.plant()))
                .toList();
    }

    private void addVoter(List<Voter> voters) {
        var witness = federation
                .witness()
                .filter(each -> each.mayVote() && !federation.epoch().isVoter(each.plant()) && plantVoters() == 2)
                .flatMap(each -> draft.contacts
                        .get(each.plant())
                        .filter(this::heardLately)
                        .map(contact -> new Voter(each.plant(), contact.peer())));
        if (witness.isPresent()) {
            var changed = new ArrayList<>(voters);
            changed.add(witness.get());
            wish(new EpochCommand.VoterSet(List.copyOf(changed)));
            return;
        }
        for (var member : federation.members().all()) {
            var contact = draft.contacts.get(member.plant());
            boolean ready = member.status() == Member.Status.ACTIVE
                    && !federation.epoch().isVoter(member.plant())
                    && contact.filter(this::heardLately)
                            // What it said before it was taken in may name a voter that it has given up since.
                            .filter(said -> said.seq() >= member.acknowledged())
                            .isPresent();
            if (ready) {
                var changed = new ArrayList<>(voters);
                changed.add(new Voter(member.plant(), contact.get().peer()));
                wish(new EpochCommand.VoterSet(List.copyOf(changed)));
                return;
            }
        }
    }

    /** A plant that is silent would only stop the others if it voted. */
    private boolean heardLately(Contact contact) {
        return contact.isFresh(
                draft.around.now().steadyMillis(), federation.epoch().lineage());
    }

    private void reclaim() {
        if (!federation.epoch().isVoter(draft.me())) {
            return;
        }
        for (var extent : federation.pools().extents()) {
            var holder = federation.members().find(extent.tenure().owner());
            boolean gone = holder.filter(member -> !member.status().mayWrite()).isPresent();
            if (gone && extent.is(Tenure.State.GRANTED)) {
                wish(new EscrowCommand.BlockQuarantine(extent.range()));
            } else if (gone && extent.is(Tenure.State.QUARANTINED) && freeable(extent)) {
                wish(
                        new EscrowCommand.BlockFree(extent.range(), draft.me()),
                        federation.epoch().voters().stream()
                                .map(Voter::plant)
                                .filter(plant -> !plant.equals(draft.me()) && !federation.isWitness(plant))
                                .limit(1)
                                .toArray(PlantId[]::new));
            } else if (gone && extent.is(Tenure.State.FREE) && holder.get().fenced() && inherits()) {
                wish(new EscrowCommand.ReserveAssign(extent.range(), draft.me()));
            }
        }
    }

    /** Whether this plant would still free this range. */
    static boolean freeable(Draft draft, Range range) {
        return draft.federation()
                .pools()
                .get(range.pool())
                .at(range.first())
                .filter(new Wishes(draft)::freeable)
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
    private void reserves() {
        if (!federation.epoch().answersFor(draft.me())) {
            return;
        }
        for (var pool : federation.pools().all()) {
            for (var voter : federation.epoch().voters()) {
                boolean poor = !voter.plant().equals(draft.me())
                        && federation.members().isActive(voter.plant())
                        && pool.reserveOf(voter.plant()).signum() == 0;
                if (poor) {
                    half(pool).ifPresent(range -> wish(new EscrowCommand.ReserveAssign(range, voter.plant())));
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
    private void sightings() {
        long now = draft.around.now().steadyMillis();
        long pause = draft.around.config().holdDown().toMillis() / SIGHTINGS_PER_HOLD_DOWN;
        for (var plant : Waiting.awaited(draft)) {
            boolean told = draft.told.get(plant).filter(at -> now - at < pause).isPresent();
            if (!told) {
                Waiting.seen(draft, plant)
                        .ifPresent(seen -> wish(new EscrowCommand.Sighting(seen.range(), seen.where())));
            }
        }
    }

    /** The first plant among the voters does what one of them has to do. */
    private boolean isFirstVoter() {
        return federation.epoch().voters().stream()
                .map(Voter::plant)
                .filter(plant -> !federation.isWitness(plant))
                .findFirst()
                .filter(draft.me()::equals)
                .isPresent();
    }

    private void level(Member member) {
        if (member.record().level() < draft.self.level()) {
            wish(new MemberCommand.MemberLevel(draft.me(), draft.self.level()));
        }
        boolean first = isFirstVoter();
        if (first && federation.members().levelForAll() > federation.level()) {
            wish(new MemberCommand.SchemaLevel(federation.level() + 1));
        }
    }

    private void blocks() {
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
    private void claims() {
        if (draft.phase != Phase.MEMBER || !draft.around.local().reconciled()) {
            return;
        }
        var rules = new EscrowRules(
                federation.members(), federation.epoch(), draft.me(), Set.of(draft.me()), draft.around.guards());
        for (var spec : draft.around.local().unclaimed(CLAIMS_MAX)) {
            var claim = new EscrowCommand.PrefixClaim(spec);
            if (!isOrderedShared(spec) && rules.allows(federation.pools(), claim)) {
                wish(claim);
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
    private void givenUp() {
        if (draft.phase != Phase.MEMBER) {
            return;
        }
        for (var pool : federation.pools().all()) {
            boolean struck = pool.retired()
                    && pool.idle()
                    && pool.all().getFirst().tenure().owner().equals(draft.me());
            if (struck || (!pool.retired() && Returning.abandoned(draft, pool))) {
                wish(new EscrowCommand.PrefixRetire(pool.spec().id()));
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
                wish(
                        new EscrowCommand.BlockGrant(
                                range, draft.me(), draft.self.incarnation().counter(), pool.nextFence()),
                        owner);
            }
        });
    }

    private boolean usable(PlantId owner) {
        return draft.around.guards().reserveUsable(federation.epoch().answersFor(owner));
    }

    /** Many at once: while plants cannot reach each other thousands of changes may gather. */
    private void entities() {
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

    private void wishTogether(List<HomeCommand.OfOne> commands) {
        if (commands.isEmpty()) {
            return;
        }
        var rules = new HomeRules(
                federation.members(), draft.me(), draft.ledger.head().seq() + 1, draft.around.guards());
        var allowed = rules.allowed(federation.homes(), commands);
        if (allowed.size() == 1) {
            wish(allowed.getFirst());
        } else if (!allowed.isEmpty()) {
            wish(new HomeCommand.Batch(allowed));
        }
    }

    /** The first voter takes in the entities of plants that are gone. */
    private void orphans() {
        if (draft.phase == Phase.MEMBER && isFirstVoter()) {
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

    private Optional<HomeCommand.OfOne> publish(LocalEntity entity) {
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

    private void acknowledge(Member member) {
        boolean unread = federation.homes().tombstones().values().stream()
                .anyMatch(tombstone -> tombstone.seq() > member.acknowledged());
        if (unread) {
            wish(new MemberCommand.MirrorAck(draft.me(), draft.ledger.head().seq()));
        }
    }
}
