package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.PlantId;

/**
 * Everything that this plant would like to see in the ledger, found by looking at the whole state. Nothing is remembered between
 * ticks, so nothing gets stuck or is done twice. Of several wishes chance takes one, so that none waits for ever behind another.
 */
final class Wishes {
    private final Draft draft;
    private final FederationState federation;
    private final List<Proposing.Wish> found = new ArrayList<>();
    private final EscrowWishes escrow;
    private final VoterWishes voting;
    private final HomeWishes homes;

    /** Where a wish goes. */
    @FunctionalInterface
    interface Wishing {
        /** @param seals who must sign besides this plant */
        void wish(Command command, PlantId... seals);
    }

    private Wishes(Draft draft) {
        this.draft = draft;
        this.federation = draft.federation();
        escrow = new EscrowWishes(draft, this::wish);
        voting = new VoterWishes(draft, this::wish);
        homes = new HomeWishes(draft, this::wish);
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
        escrow.giveBack();
        voting.look();
        escrow.reclaim();
        escrow.reserves();
        escrow.sightings();
        level(member.get());
        if (draft.phase == Phase.MEMBER || draft.phase == Phase.RECOVERING) {
            escrow.blocks();
        }
        escrow.claims();
        escrow.givenUp();
        homes.entities();
        SpanWishes.of(draft).forEach(claim -> wish(claim));
        homes.orphans();
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
        var own = federation.homes().all().stream()
                .filter(entity -> entity.home().equals(draft.me()))
                .toList();
        boolean votes = federation.epoch().isVoter(draft.me());
        if (votes && voting.witnessVotes() && voting.plantVoters() <= 2) {
            // In this order: once there are only two voters left, a witness that is away would keep this plant from
            // leaving.
            wish(new EpochCommand.VoterSet(voting.withoutWitness()));
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
        if (draft.around.local().unpublished(HomeWishes.BATCH_MAX).stream()
                .noneMatch(entity -> homes.publish(entity).isPresent())) {
            homes.wishTogether(own.stream()
                    .limit(HomeWishes.BATCH_MAX)
                    .<HomeCommand.OfOne>map(entity -> new HomeCommand.HomeMove(
                            entity.id(), heir.get(), entity.version().homeEpoch() + 1, false))
                    .toList());
        }
        boolean emptied = federation.pools().all().stream()
                .allMatch(pool -> pool.heldBy(draft.me()).stream().allMatch(pool::isWhole));
        if (!votes && reserve.isEmpty() && own.isEmpty() && emptied) {
            wish(new MemberCommand.MemberLeft(draft.me()));
        }
    }

    private List<Extent> freeOf(PlantId owner) {
        return federation.pools().extents().stream()
                .filter(extent ->
                        extent.is(Tenure.State.FREE) && extent.tenure().owner().equals(owner))
                .toList();
    }

    private void level(Member member) {
        if (member.record().level() < draft.self.level()) {
            wish(new MemberCommand.MemberLevel(draft.me(), draft.self.level()));
        }
        boolean first = VoterWishes.isFirstVoter(draft);
        if (first && federation.members().levelForAll() > federation.level()) {
            wish(new MemberCommand.SchemaLevel(federation.level() + 1));
        }
    }

    private void acknowledge(Member member) {
        boolean unread = federation.homes().tombstones().values().stream()
                .anyMatch(tombstone -> tombstone.seq() > member.acknowledged());
        if (unread) {
            wish(new MemberCommand.MirrorAck(draft.me(), draft.ledger.head().seq()));
        }
    }
}
