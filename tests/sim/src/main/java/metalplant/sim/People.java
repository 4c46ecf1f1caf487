package metalplant.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Horizon;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Version;
import metalplant.federation.escrow.Extent;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.invite.Invite;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Debts;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Holdings;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.plant.LocalPlane;
import metalplant.federation.plant.Message;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/** Customers, operators and fate: everything that acts on plants from outside. */
final class People {
    private static final UUID FEDERATION = new UUID(7, 7);

    private final Simulation sim;
    private RandomGenerator random;
    private final Signer recovery;
    /** Ranges of plants that are gone of which something still answers, who can see that, and until when. */
    private final List<Ghost> ghosts = new ArrayList<>();

    private final Map<Integer, Long> strangeSince = new HashMap<>();

    private int faults;

    private final List<PoolSpec> pools;
    private final Map<Integer, List<SimPlant.Disk>> backups = new HashMap<>();
    private final List<List<Bytes>> bundles = new ArrayList<>();
    private final Map<Integer, Long> stalledSince = new HashMap<>();
    private final Map<Integer, Long> seenHead = new HashMap<>();
    private final Networks networks;
    private final Prefixes prefixes;
    private boolean trouble = true;

    /** What happens how often: everything evenly, or much of what loses memory, or much of what splits a federation. */
    private static final int[][] MOODS = {
        {
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29,
            30, 31
        },
        {0, 2, 5, 7, 7, 9, 9, 9, 10, 14, 19, 21, 22, 23, 26, 26, 26, 27},
        {0, 0, 2, 5, 6, 12, 12, 14, 16, 17, 19, 23, 26, 31},
        {2, 2, 6, 9, 7, 14, 14, 16, 16, 17, 18, 28, 28, 29, 29, 30, 30, 31},
    };

    private final int[] mood;

    private record Ghost(Range range, int seenBy, long until) {}

    People(Simulation sim, RandomGenerator random) {
        this.mood = MOODS[random.nextInt(MOODS.length)];
        this.sim = sim;
        this.networks = new Networks(sim);
        this.prefixes = new Prefixes(sim);
        this.random = random;
        var secret = new byte[32];
        random.nextBytes(secret);
        this.recovery = sim.signer(Bytes.of(secret));
        this.pools = List.of(
                Simulation.prefix("203.0.113.0/25", 28),
                new PoolSpec("vni", PoolKind.VNI, BigInteger.valueOf(65_536), BigInteger.valueOf(65_536), 8),
                new PoolSpec("asn", PoolKind.ASN, BigInteger.valueOf(4_210_000_000L), BigInteger.valueOf(131_072), 8));
    }

    void begin() {
        networks.begin();
        prefixes.begin();
        var first = sim.plants.getFirst();
        sim.give(first, new Event.Found(FEDERATION, recovery, List.of(first.ownPrefix)));
        for (var spec : List.of(pools.getFirst(), pools.get(1 + random.nextInt(2)))) {
            Command add = spec.kind() == PoolKind.IPV4
                    ? new EscrowCommand.PrefixAdd(spec)
                    : new EscrowCommand.PoolRange(spec);
            sim.give(first, new Event.Want(uuid(), add));
        }
        boolean together = random.nextBoolean();
        for (var plant : sim.plants) {
            sim.clock.after(1 + random.nextLong(5 * Simulation.MINUTE), () -> customer(plant));
            if (plant.index > 0) {
                long when = together ? 2 * Simulation.MINUTE : random.nextLong(60 * Simulation.MINUTE);
                sim.clock.after(when, () -> join(plant));
            }
        }
        sim.clock.after(8 * Simulation.MINUTE, this::operate);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Optional<SimPlant> anyMember() {
        var members = sim.plants.stream()
                .filter(plant ->
                        plant.up && !plant.destroyed && plant.state().phase().inFederation())
                .toList();
        return members.isEmpty() ? Optional.empty() : Optional.of(any(members));
    }

    // --- customers
    // -----------------------------------------------------------------------------------------------------

    private void customer(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        if (plant.up && !plant.isFull()) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> acquire(plant);
                case 4, 5 -> release(plant);
                case 6, 7 -> create(plant);
                case 8 -> change(plant);
                default -> delete(plant);
            }
        }
        if (trouble) {
            sim.clock.after(Simulation.MINUTE + random.nextLong(4 * Simulation.MINUTE), () -> customer(plant));
        }
    }

    private void acquire(SimPlant plant) {
        var request = uuid();
        int tries = 1 + random.nextInt(3);
        for (int i = 0; i < tries; i++) {
            // A client that heard no answer asks again with the same request id.
            take(plant, request);
        }
    }

    private void take(SimPlant plant, UUID request) {
        var known = plant.db().rows().values().stream()
                .filter(row -> row.request().equals(request))
                .findFirst();
        if (known.isPresent()) {
            return;
        }
        boolean refused = sim.mutant == Mutant.ALLOCATION_NEEDS_A_LINK && sim.network.isCutOff(plant.index);
        var free = refused ? List.<LocalDb.PoolNumber>of() : freeNumbers(plant);
        if (free.isEmpty()) {
            if (Holdings.held(plant.state()).isEmpty()) {
                return;
            }
            sim.sometimes("exhausted");
            return;
        }
        var number = any(free);
        plant.write(plant.db().with(new LocalDb.Row(number, request, Long.MAX_VALUE)));
        if (sim.network.isCutOff(plant.index)) {
            sim.sometimes("acquired while cut off");
        }
        sim.oracle.acquired(plant, number, request);
    }

    /** What the allocator of the plant would choose from, by the rule of the product. */
    private List<LocalDb.PoolNumber> freeNumbers(SimPlant plant) {
        Guards guards = sim.mutant.guards();
        var list = new ArrayList<LocalDb.PoolNumber>();
        for (Extent extent : Holdings.held(plant.state())) {
            boolean addresses = plant.state()
                            .federation()
                            .pools()
                            .get(extent.range().pool())
                            .spec()
                            .kind()
                    == PoolKind.IPV4;
            for (int i = 0; addresses && i < 8 && i < extent.range().size().intValue(); i++) {
                var value = extent.range().first().add(BigInteger.valueOf(i));
                var number = new LocalDb.PoolNumber(extent.range().pool(), value);
                boolean free = plant.db().rows().get(number).isEmpty();
                if (free && Holdings.usable(plant.state(), number.pool(), value, guards)) {
                    list.add(number);
                }
            }
        }
        return list;
    }

    private void release(SimPlant plant) {
        var active =
                plant.db().rows().values().stream().filter(LocalDb.Row::active).toList();
        if (!active.isEmpty()) {
            var row = any(active);
            long until = sim.clock.now() + 15 * Simulation.MINUTE;
            plant.write(plant.db().with(new LocalDb.Row(row.number(), row.request(), until)));
            sim.oracle.released(plant, row.number());
        }
        for (var row : plant.db().rows().values()) {
            if (row.heldUntil() <= sim.clock.now()) {
                plant.write(plant.db().without(row.number()));
            }
        }
    }

    private void create(SimPlant plant) {
        var name = "project-" + random.nextInt(6);
        plant.write(plant.db().with(plant.db().homes().created("project", uuid(), "", name, content())));
        if (sim.network.isCutOff(plant.index)) {
            sim.sometimes("created while cut off");
        }
    }

    private Bytes content() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private Optional<HomeTable.Row> anyHome(SimPlant plant) {
        var rows = plant.db().homes().rows().values();
        return rows.isEmpty() ? Optional.empty() : Optional.of(any(rows));
    }

    private void change(SimPlant plant) {
        anyHome(plant)
                .ifPresent(row -> plant.write(plant.db()
                        .with(plant.db().homes().changed(row.id(), "project-" + random.nextInt(6), content()))));
    }

    private void delete(SimPlant plant) {
        anyHome(plant)
                .ifPresent(row -> plant.write(plant.db().with(plant.db().homes().deleted(row.id()))));
    }

    // --- joining
    // -------------------------------------------------------------------------------------------------------

    private void join(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        var phase = plant.state().phase();
        boolean may = phase == Phase.STANDALONE
                || phase == Phase.REJOIN_REQUIRED
                || (phase.inFederation() && plant.state().diverged());
        var inviters = sim.plants.stream()
                .filter(other -> other.index != plant.index
                        && other.up
                        && other.state().phase() == Phase.MEMBER
                        && !other.state().diverged())
                .toList();
        if (may && plant.up && !inviters.isEmpty()) {
            joinBy(plant, any(inviters));
        } else if (!plant.state().phase().inFederation() && trouble) {
            sim.clock.after(10 * Simulation.MINUTE, () -> join(plant));
        }
    }

    void joinBy(SimPlant plant, SimPlant inviter) {
        sim.say("plant %d invites plant %d".formatted(inviter.index, plant.index));
        var invite = new Invite(
                uuid(),
                FEDERATION,
                inviter.state().federation().epoch().number(),
                "",
                inviter.signer.key(),
                Bytes.of(new byte[16]));
        sim.give(inviter, new Event.MakeInvite(invite));
        var shown = invite;
        if (trouble && random.nextInt(8) == 0) {
            sim.sometimes("wrong invite");
            shown = new Invite(invite.joinId(), FEDERATION, 0, "", inviter.signer.key(), Bytes.of(new byte[] {
                1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            }));
        }
        var bring = plant.state().phase() == Phase.STANDALONE ? List.of(plant.ownPrefix) : List.<PoolSpec>of();
        // Who is in no federation forgets what it voted, and the ids with it.
        var peer = plant.state().phase().inFederation()
                ? plant.state().peer()
                : "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        sim.give(plant, new Event.Join(shown, bring, peer));
        if (trouble) {
            sim.clock.after(30 * Simulation.MINUTE, () -> join(plant));
        }
    }

    /** The operators read the plan, compare the words and accept, or think about it. */
    void shown(SimPlant plant, JoinPlan plan) {
        if (!plan.localOnly().isEmpty()) {
            sim.sometimes("join with overlapping prefixes");
        }
        if (random.nextInt(4) > 0) {
            sim.clock.after(
                    1 + random.nextLong(Simulation.MINUTE), () -> sim.give(plant, new Event.AcceptPlan(plan.hash())));
        } else if (trouble && random.nextInt(6) == 0) {
            sim.sometimes("join aborted");
            sim.clock.after(1, () -> sim.give(plant, new Event.Abort()));
        }
    }

    // --- trouble
    // -------------------------------------------------------------------------------------------------------

    private void operate() {
        if (!trouble) {
            return;
        }
        // Each fault has chance of its own, so that leaving one out changes no draw of the others.
        var everybodys = random;
        int number = faults++;
        random = new java.util.Random(everybodys.nextLong());
        long pause = random.nextLong(6 * Simulation.MINUTE);
        if (!sim.dropped.contains(number)) {
            sim.say("fault %d".formatted(number));
            fault();
        }
        random = everybodys;
        reconcileAll();
        sim.clock.after(pause, this::operate);
    }

    private void fault() {
        var plant = any(sim.plants);
        switch (mood[random.nextInt(mood.length)]) {
            case 0, 1 -> cut(plant);
            case 2, 3, 4 -> partlyHeal();
            case 5 ->
                sim.network.weather(random.nextInt(4) * 0.1, random.nextInt(3) * 0.1, 50 + random.nextLong(5_000));
            case 6 -> {
                if (plant.up && !plant.destroyed) {
                    sim.crash(plant, "by chance");
                }
            }
            case 7, 8 -> backup(plant);
            case 9, 10 -> restore(plant);
            case 11 -> clockJump(plant);
            case 12, 13 -> breakGlass(plant);
            case 14, 15 -> putOut(plant);
            case 16 -> fence();
            case 17, 18 -> join(plant);
            case 19 -> moveRange(plant);
            case 20 -> drain(plant);
            case 21 -> bundle(plant);
            case 22 -> forge(plant);
            case 23, 24 -> wrongOrder(plant);
            case 26 -> forgetfulVoter(plant);
            case 27 -> fillDisk(plant);
            case 28, 29 -> otherSoftware(plant);
            case 30 -> endOfAllocation(plant);
            case 31 -> haunt(plant);
            default -> destroyOrLeave(plant);
        }
    }

    /** How many faults there were, and may be left out. */
    int faults() {
        return faults;
    }

    private void fillDisk(SimPlant plant) {
        if (plant.up && !plant.destroyed) {
            sim.say("the disk of plant %d is full".formatted(plant.index));
            sim.sometimes("disk full");
            plant.fullUntil = sim.clock.now() + random.nextLong(20 * Simulation.MINUTE);
        }
    }

    /** Installs the newer software, or goes back to the older one. */
    private void otherSoftware(SimPlant plant) {
        // Software does not go back behind what its own database has (decision 15).
        boolean back = plant.level == Acceptance.LEVEL;
        if (plant.up && !plant.destroyed && !(back && plant.hasNewEntries())) {
            install(plant, plant.level == Acceptance.LEVEL ? Acceptance.LEVEL - 1 : Acceptance.LEVEL);
        }
    }

    private void install(SimPlant plant, int level) {
        sim.say("plant %d gets software of level %d".formatted(plant.index, level));
        sim.sometimes(level == Acceptance.LEVEL ? "upgraded" : "rolled back");
        plant.level = level;
        plant.up = false;
        sim.start(plant);
    }

    /** An entry of a kind that old software does not know. */
    private void endOfAllocation(SimPlant plant) {
        if (plant.state().phase().inFederation()) {
            sim.sometimes("end of allocation ordered");
            sim.give(
                    plant,
                    new Event.Want(
                            uuid(),
                            new EscrowCommand.AllocateUntil(
                                    pools.getFirst().id(), random.nextBoolean() ? 0 : Horizon.MILLIS_MIN)));
        }
    }

    /** Something of an evicted plant goes on answering where this plant can see it, or an operator says so. */
    private void haunt(SimPlant plant) {
        if (!plant.up || plant.destroyed || !plant.state().phase().inFederation()) {
            return;
        }
        var ranges = plant.state().federation().pools().extents().stream()
                .filter(extent -> extent.is(Tenure.State.QUARANTINED))
                .map(Extent::range)
                .toList();
        if (ranges.isEmpty()) {
            return;
        }
        if (random.nextInt(4) == 0) {
            sim.sometimes("sighting reported");
            sim.give(plant, new Event.Want(uuid(), new EscrowCommand.Sighting(any(ranges), "an operator")));
        } else {
            sim.sometimes("haunted");
            long until = sim.clock.now() + random.nextLong(2 * Simulation.HOUR);
            ghosts.add(new Ghost(any(ranges), plant.index, until));
        }
    }

    /** What this plant sees of these ranges. */
    Optional<LocalPlane.Seen> seen(SimPlant by, List<Range> ranges) {
        for (var ghost : ghosts) {
            boolean visible = ghost.seenBy() == by.index && sim.clock.now() < ghost.until();
            if (visible && ranges.stream().anyMatch(range -> range.contains(ghost.range()))) {
                sim.sometimes("sighted");
                return Optional.of(new LocalPlane.Seen(ghost.range(), "a ghost"));
            }
        }
        return Optional.empty();
    }

    /** Nobody reaches anybody, and every plant that has room must serve its customers all the same (I12). */
    void island() {
        for (var plant : sim.plants) {
            sim.network.cutOff(plant.index, true);
        }
        for (var plant : sim.plants) {
            if (plant.up && !plant.destroyed && !plant.isFull()) {
                serves(plant);
            }
        }
    }

    private void serves(SimPlant plant) {
        int before = plant.db().rows().size();
        if (sim.oracle.hasRoom(plant)) {
            take(plant, uuid());
            if (plant.db().rows().size() != before + 1) {
                throw new Violation(
                        "I12", "plant %d has room, reaches nobody and gives nothing".formatted(plant.index));
            }
            sim.sometimes("served on an island in phase " + plant.state().phase());
            release(plant);
        }
        int homes = plant.db().homes().rows().size();
        create(plant);
        if (plant.db().homes().rows().size() != homes + 1) {
            throw new Violation("I12", "plant %d reaches nobody and creates nothing".formatted(plant.index));
        }
    }

    private void cut(SimPlant plant) {
        if (random.nextBoolean()) {
            sim.say("plant %d is cut off".formatted(plant.index));
            sim.sometimes("cut off");
            sim.network.cutOff(plant.index, true);
        } else {
            var other = any(sim.plants);
            sim.say("one-way cut from %d to %d".formatted(plant.index, other.index));
            sim.sometimes("one-way cut");
            sim.network.cut(plant.index, other.index, true);
        }
    }

    private void partlyHeal() {
        sim.say("the links heal");
        sim.network.heal();
    }

    private void backup(SimPlant plant) {
        if (!plant.destroyed) {
            backups.computeIfAbsent(plant.index, _ -> new ArrayList<>()).add(plant.disk);
        }
    }

    private void restore(SimPlant plant) {
        var list = backups.getOrDefault(plant.index, List.of());
        if (!list.isEmpty() && !plant.destroyed) {
            restoreTo(plant, any(list));
        }
    }

    private void restoreTo(SimPlant plant, SimPlant.Disk backup) {
        sim.say("plant %d is restored from a backup, head %s"
                .formatted(plant.index, backup.state().ledger().head()));
        sim.sometimes("restored in phase " + plant.state().phase());
        var oldPeer = plant.state().peer();
        plant.fullUntil = 0;
        plant.disk = backup;
        plant.write(plant.db().reconciled(false));
        sim.carrier.wipe(plant.index);
        var life = plant.nextLife();
        var peer = sim.mutant == Mutant.A_WIPED_VOTER_KEEPS_ITS_PEER_ID
                ? oldPeer
                : "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        plant.start();
        sim.oracle.restored(plant);
        // The first thing a restored database sees, before anything else runs.
        plant.commit(plant.next(new Event.Restored(life, peer)));
        sim.oracle.restored(plant);
    }

    /** Operators look at switches and routes and take in what is in use. */
    private void reconcileAll() {
        for (var plant : sim.plants) {
            boolean raised = plant.state()
                    .ledger()
                    .state()
                    .flatMap(known -> known.members().find(plant.id()))
                    .filter(member -> member.record()
                            .incarnation()
                            .equals(plant.state().self().incarnation()))
                    .isPresent();
            boolean apart = plant.state().phase() == Phase.STANDALONE
                    && plant.state().ledger().state().isEmpty();
            if (plant.up && !plant.destroyed && !plant.isFull() && !plant.db().reconciled() && (raised || apart)) {
                reconcile(plant);
            }
        }
    }

    private void reconcile(SimPlant plant) {
        var db = plant.db();
        for (var row : db.rows().values()) {
            db = db.without(row.number());
        }
        for (var used : sim.oracle.inUseAt(plant).entrySet()) {
            db = db.with(new LocalDb.Row(used.getKey(), used.getValue(), Long.MAX_VALUE));
        }
        plant.write(db.reconciled(true));
        sim.oracle.reconciled(plant);
        sim.sometimes("reconciled");
    }

    /**
     * The worst that can happen to three voters: what two of them committed is forgotten by one of them, while the third, who
     * never had it, comes back, and the one that remembers is away.
     */
    private void forgetfulVoter(SimPlant plant) {
        var state = plant.state();
        if (!plant.up || plant.destroyed || !state.phase().inFederation()) {
            return;
        }
        var voters = state.federation().epoch().voters();
        if (voters.size() != 3 || !state.federation().epoch().isVoter(plant.id())) {
            return;
        }
        var others = voters.stream()
                .map(voter -> sim.plants.get(sim.indexOf(voter.plant())))
                .filter(other -> other.index != plant.index)
                .toList();
        sim.sometimes("a voter forgets");
        sim.say("plant %d will forget what it voted for".formatted(plant.index));
        var backup = plant.disk;
        sim.network.heal();
        sim.network.cutOff(others.getFirst().index, true);
        sim.clock.after(4 * Simulation.MINUTE, () -> {
            if (trouble && !plant.destroyed) {
                sim.network.heal();
                sim.network.cutOff(others.getLast().index, true);
                restoreTo(plant, backup);
            }
        });
    }

    /** A plant has just signed for another one; now and then that is the last the others hear of it before it breaks glass. */
    void signed(SimPlant plant) {
        if (trouble && java.util.Arrays.equals(mood, MOODS[2]) && random.nextInt(3) == 0) {
            sim.clock.after(Simulation.MINUTE / 20, () -> {
                if (trouble) {
                    sim.network.cutOff(plant.index, true);
                }
            });
            sim.clock.after(4 * Simulation.MINUTE, () -> {
                if (trouble && plant.state().phase().inFederation()) {
                    sim.sometimes("break-glass behind a signature");
                    breakGlass(plant);
                }
            });
        }
    }

    private void clockJump(SimPlant plant) {
        sim.sometimes("clock jump");
        plant.clockJumps((random.nextBoolean() ? 1 : -1) * (1 + random.nextLong(10L * 365 * 24)) * Simulation.HOUR);
    }

    /** Rightly or wrongly. */
    void breakGlass(SimPlant plant) {
        if (!plant.up
                || plant.destroyed
                || plant.isFull()
                || !plant.state().phase().inFederation()) {
            return;
        }
        var lineage = plant.state().federation().epoch().lineage();
        sim.sometimes("break-glass");
        boolean others = plant.state().federation().epoch().voters().stream()
                .anyMatch(voter -> !voter.plant().equals(plant.id()) && sim.isUp(sim.indexOf(voter.plant())));
        if (others) {
            sim.sometimes("wrong break-glass");
        }
        var tail = sim.carrier.close(plant.index, lineage);
        var peer = "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        sim.say("plant %d breaks glass".formatted(plant.index));
        sim.give(plant, new Event.BreakGlass(recovery, tail, peer));
    }

    /** Removes a voter, or evicts a member that does not vote. */
    private void putOut(SimPlant plant) {
        anyMember().filter(by -> by.index != plant.index).ifPresent(by -> putOut(by, plant));
    }

    void putOut(SimPlant by, SimPlant plant) {
        var federation = by.state().federation();
        if (!federation.members().mayWrite(plant.id())) {
            return;
        }
        Command command;
        if (federation.epoch().isVoter(plant.id()) && random.nextBoolean()) {
            command = new EpochCommand.VoterSet(federation.epoch().voters().stream()
                    .filter(voter -> !voter.plant().equals(plant.id()))
                    .toList());
        } else {
            command = new MemberCommand.MemberEvict(plant.id());
            sim.sometimes("evicted");
        }
        sim.say("plant %d puts out plant %d: %s".formatted(by.index, plant.index, command));
        sim.give(by, new Event.Want(uuid(), command));
    }

    /** Two operators first take the routes away, then say so. */
    private void fence() {
        anyMember().ifPresent(this::fenceBy);
    }

    void fenceBy(SimPlant by) {
        for (var member : by.state().federation().members().all()) {
            if (member.status() == Member.Status.EVICTED && !member.fenced()) {
                var plant = sim.plants.get(sim.indexOf(member.plant()));
                sim.oracle.fence(plant);
                sim.sometimes("fenced");
                sim.say("plant %d is fenced".formatted(plant.index));
                var kind = plant.destroyed ? FenceKind.DESTROYED : FenceKind.ROUTES_WITHDRAWN;
                sim.give(
                        by,
                        new Event.Want(
                                uuid(),
                                new MemberCommand.FenceProof(
                                        member.plant(), kind, List.of("day-shift", "night-shift"))));
                return;
            }
        }
    }

    private void moveRange(SimPlant plant) {
        var held = Holdings.held(plant.state()).stream()
                .filter(extent -> extent.range().pool().startsWith("203"))
                .toList();
        if (plant.up && !held.isEmpty()) {
            var to = any(sim.plants);
            var range = any(held).range();
            var one = new Range(range.pool(), range.first().add(BigInteger.valueOf(random.nextInt(8))), BigInteger.ONE);
            if (to.index != plant.index && range.contains(one)) {
                sim.sometimes("address moved");
                sim.give(plant, new Event.MoveRange(one, to.id()));
            }
        }
    }

    private void drain(SimPlant plant) {
        long members = sim.plants.stream()
                .filter(other -> other.state().phase() == Phase.MEMBER)
                .count();
        if (members > 2) {
            sim.say("plant %d is told to leave".formatted(plant.index));
            sim.give(plant, new Event.Drain());
        }
    }

    /** Entries on a stick, carried around and read late. */
    private void bundle(SimPlant plant) {
        if (random.nextBoolean() || bundles.isEmpty()) {
            bundles.add(plant.from(0, Integer.MAX_VALUE));
        } else {
            var entries = any(bundles);
            sim.sometimes("bundle");
            sim.give(plant, new Event.Offered(entries));
            if (entries.size() > 2) {
                int cut = random.nextInt(entries.size());
                sim.sometimes("bundle in pieces, the last first");
                sim.give(plant, new Event.Offered(entries.subList(cut, entries.size())));
                sim.give(plant, new Event.Offered(entries.subList(0, cut)));
            }
        }
    }

    /** Somebody sends rubbish that looks like entries. */
    private void forge(SimPlant plant) {
        var other = any(sim.plants);
        var log = other.from(0, Integer.MAX_VALUE);
        if (log.isEmpty() || !plant.state().phase().inFederation()) {
            return;
        }
        sim.sometimes("forged entry");
        var last = any(log);
        var damaged = last.withFlippedBit(random.nextInt(last.size() * 8));
        sim.give(
                plant,
                new Event.Received(other.id(), new Message.Chunk(List.of(damaged, last.first(last.size() / 2)))));
        var head = plant.state().ledger().head();
        var federation = plant.state().federation();
        var body = new Body(
                FEDERATION,
                1,
                federation.epoch().number() - random.nextInt(2),
                head.seq() + 1,
                head.hash(),
                0,
                uuid(),
                plant.id(),
                new MemberCommand.MemberDrain(plant.id()));
        var stranger = sim.signer(Bytes.of(new byte[32]));
        sim.give(
                plant,
                new Event.Received(
                        other.id(),
                        new Message.Chunk(
                                List.of(Entry.sealed(body, List.of(stranger)).bytes()))));
    }

    /** An operator, or a plant gone wrong, wants what is against the rules. */
    private void wrongOrder(SimPlant plant) {
        if (!plant.state().phase().inFederation()) {
            return;
        }
        var federation = plant.state().federation();
        switch (random.nextInt(5)) {
            case 0 ->
                federation.homes().all().stream()
                        .filter(entity -> !entity.home().equals(plant.id()))
                        .findFirst()
                        .ifPresent(entity -> order(
                                plant,
                                new HomeCommand.EntityPut(
                                        entity.kind(),
                                        entity.id(),
                                        entity.version().next(),
                                        entity.scope(),
                                        entity.name(),
                                        content())));
            case 1 ->
                federation.homes().all().stream()
                        .filter(entity -> entity.home().equals(plant.id())
                                && entity.version().number() > 1)
                        .findFirst()
                        .ifPresent(entity -> order(
                                plant,
                                new HomeCommand.EntityPut(
                                        entity.kind(),
                                        entity.id(),
                                        new Version(
                                                entity.version().homeEpoch(),
                                                entity.version().number() - 1),
                                        entity.scope(),
                                        entity.name(),
                                        content())));
            case 2 ->
                federation.pools().extents().stream()
                        .filter(extent -> extent.is(Tenure.State.FREE)
                                && !extent.tenure().owner().equals(plant.id()))
                        .findFirst()
                        .ifPresent(extent -> stealReserve(plant, extent));
            case 3 -> repeat(plant);
            default -> writeWhileOut();
        }
    }

    private void stealReserve(SimPlant plant, Extent extent) {
        var pool = plant.state().federation().pools().get(extent.range().pool());
        pool.freeBlock(owner -> owner.equals(extent.tenure().owner()))
                .ifPresent(block -> order(
                        plant,
                        new EscrowCommand.BlockGrant(
                                block,
                                plant.id(),
                                plant.state().self().incarnation().counter(),
                                pool.nextFence())));
    }

    /** A request that had its effect is sent again, as a client does that heard nothing. */
    private void repeat(SimPlant plant) {
        int whom = random.nextInt(3);
        var request = new UUID(2, random.nextInt(4));
        var highest = MemberCommand.Role.values()[random.nextInt(MemberCommand.Role.values().length)];
        plant.state()
                .ledger()
                .state()
                .map(known -> known.members().all())
                .ifPresent(all -> sim.give(
                        plant,
                        new Event.Want(
                                request,
                                new MemberCommand.MemberAuthority(
                                        plant.id(), all.get(whom % all.size()).plant(), highest))));
    }

    /** The end of membership does not stop somebody from signing. */
    private void writeWhileOut() {
        anyMember().ifPresent(by -> {
            var federation = by.state().federation();
            federation.members().all().stream()
                    .filter(member -> member.status() == Member.Status.EVICTED)
                    .findFirst()
                    .ifPresent(member -> {
                        var out = sim.plants.get(sim.indexOf(member.plant()));
                        var head = by.state().ledger().head();
                        var body = new Body(
                                FEDERATION,
                                1,
                                federation.epoch().number(),
                                head.seq() + 1,
                                head.hash(),
                                0,
                                uuid(),
                                member.plant(),
                                new HomeCommand.EntityPut(
                                        "project", uuid(), new Version(0, 1), "", "out", Bytes.EMPTY));
                        sim.sometimes("an evicted plant writes");
                        sim.give(
                                by,
                                new Event.Offered(List.of(
                                        Entry.sealed(body, List.of(out.signer)).bytes())));
                    });
        });
    }

    private void order(SimPlant plant, Command command) {
        sim.sometimes("wrong order");
        sim.give(plant, new Event.Want(uuid(), command));
    }

    private void destroyOrLeave(SimPlant plant) {
        long left = sim.plants.stream().filter(each -> !each.destroyed).count();
        if (left > 2 && plant.index > 0 && random.nextInt(3) == 0) {
            sim.say("plant %d is destroyed".formatted(plant.index));
            sim.sometimes("destroyed");
            plant.destroyed = true;
            plant.up = false;
        } else if (random.nextInt(3) == 0) {
            sim.say("plant %d leaves alone".formatted(plant.index));
            sim.sometimes("left alone");
            sim.give(plant, new Event.LeaveAlone());
        }
    }

    // --- the end
    // -------------------------------------------------------------------------------------------------------

    void heal() {
        trouble = false;
        networks.rest();
        prefixes.rest();
        sim.say("--- trouble is over ---");
        sim.network.heal();
        ghosts.clear();
        for (var plant : sim.plants) {
            plant.fullUntil = 0;
            if (plant.level < Acceptance.LEVEL && !plant.destroyed) {
                install(plant, Acceptance.LEVEL);
            }
            sim.start(plant);
        }
    }

    /** The living plant whose lineage all others shall follow: highest epoch, most followers, longest log, lowest index. */
    private Optional<SimPlant> leader() {
        return sim.plants.stream()
                .filter(plant -> !plant.destroyed && plant.state().phase().inFederation())
                .max(Comparator.<SimPlant, Boolean>comparing(
                                plant -> plant.state().phase() != Phase.DRAINING)
                        .thenComparingLong(
                                plant -> plant.state().federation().epoch().number())
                        .thenComparingLong(this::followers)
                        .thenComparingLong(
                                plant -> plant.state().ledger().head().seq())
                        .thenComparingInt(plant -> -plant.index));
    }

    private long followers(SimPlant plant) {
        var lineage = plant.state().federation().epoch().lineage();
        return sim.plants.stream()
                .filter(other -> !other.destroyed && other.follows(lineage))
                .count();
    }

    /** What good operators do every ten minutes. */
    void help() {
        reconcileAll();
        for (var plant : sim.plants) {
            releaseHeld(plant);
        }
        var leader = leader();
        if (leader.isEmpty()) {
            return;
        }
        var main = leader.get();
        if (stalls(main)) {
            breakGlass(main);
            return;
        }
        var epoch = main.state().federation().epoch();
        Debts.payable(main.state().federation()).stream().findFirst().ifPresent(debtor -> {
            sim.sometimes(epoch.needsPeople(debtor) ? "inventory accepted" : "inventory accepted for a restored plant");
            sim.give(
                    main,
                    new Event.Confirm(recovery, new EpochCommand.InventoryAccept(debtor, sim.oracle.inventory())));
        });
        var life = main.state().self().incarnation();
        boolean unknown = main.state()
                .federation()
                .members()
                .find(main.id())
                .filter(member -> member.record().incarnation().counter() < life.counter())
                .isPresent();
        if (unknown) {
            sim.sometimes("restored plant confirmed by paper");
            sim.give(main, new Event.Confirm(recovery, new MemberCommand.IncarnationRaise(main.id(), life)));
        }
        for (var plant : sim.plants) {
            helpOne(main, plant);
        }
        fenceBy(main);
    }

    /** Held-down addresses become free, and customers leave a plant that is about to leave. */
    private void releaseHeld(SimPlant plant) {
        boolean drains = plant.state().phase() == Phase.DRAINING;
        for (var row : plant.db().rows().values()) {
            if (drains || row.heldUntil() <= sim.clock.now()) {
                sim.oracle.released(plant, row.number());
                plant.write(plant.db().without(row.number()));
            }
        }
    }

    private void helpOne(SimPlant main, SimPlant plant) {
        if (plant.index == main.index) {
            return;
        }
        boolean member = main.state().federation().members().mayWrite(plant.id());
        if (plant.destroyed) {
            if (member) {
                putOut(main, plant);
            }
            return;
        }
        var phase = plant.state().phase();
        boolean elsewhere = phase.inFederation()
                && plant.state().diverged()
                && !plant.follows(main.state().federation().epoch().lineage());
        strangers(main, plant);
        boolean stuck = phase == Phase.COMMITTING && random.nextInt(4) == 0;
        if (phase == Phase.REJOIN_REQUIRED || elsewhere || stuck || (phase == Phase.STANDALONE && member)) {
            joinBy(plant, main);
        }
    }

    /**
     * A plant that was restored to before the others joined does not know them, so that only they say that it follows another lineage:
     * people read that and let it leave, so that it can join again.
     */
    private void strangers(SimPlant main, SimPlant plant) {
        boolean stranger = plant.state().phase().inFederation()
                && !plant.state().diverged()
                && main.state().diverged()
                && !plant.follows(main.state().federation().epoch().lineage());
        if (!stranger) {
            strangeSince.remove(plant.index);
        } else if (sim.clock.now() - strangeSince.computeIfAbsent(plant.index, _ -> sim.clock.now())
                > Simulation.HOUR) {
            sim.sometimes("a plant that does not know the others left");
            sim.give(plant, new Event.LeaveAlone());
        }
    }

    /** Something is wanted and nothing happens for half an hour. */
    private boolean stalls(SimPlant main) {
        long head = main.state().ledger().head().seq();
        boolean moved = !Long.valueOf(head).equals(seenHead.put(main.index, head));
        if (moved || main.state().pending().isEmpty()) {
            stalledSince.put(main.index, sim.clock.now());
            return false;
        }
        return sim.clock.now() - stalledSince.getOrDefault(main.index, sim.clock.now()) > 40 * Simulation.MINUTE;
    }

    /** Whether everything that was wanted is done. */
    boolean quiet() {
        return unrest().isEmpty();
    }

    private Optional<String> unrest() {
        var leader = leader();
        if (leader.isEmpty()) {
            return Optional.empty();
        }
        var main = leader.get().state();
        for (var plant : sim.plants) {
            if (plant.destroyed) {
                if (main.federation().members().mayWrite(plant.id())) {
                    return Optional.of("plant %d is destroyed and still a member".formatted(plant.index));
                }
                continue;
            }
            var state = plant.state();
            var one = unrest(plant, main.ledger().head());
            if (one.isPresent()) {
                return one.map(text -> "plant %d in phase %s: %s".formatted(plant.index, state.phase(), text));
            }
        }
        return Optional.empty();
    }

    private Optional<String> unrest(SimPlant plant, metalplant.federation.entry.Head head) {
        var state = plant.state();
        if (state.phase() == Phase.STANDALONE) {
            return Optional.empty();
        }
        if (state.phase() != Phase.MEMBER) {
            return Optional.of("not at rest, holds %s, gives back %s, waits for %s"
                    .formatted(Holdings.held(state), state.leaving(), state.pending()));
        }
        if (!state.ledger().head().equals(head)) {
            return Optional.of("its head is %s, not %s".formatted(state.ledger().head(), head));
        }
        var wish = networks.unrest(plant).or(() -> prefixes.unrest(plant));
        if (wish.isPresent()) {
            return wish;
        }
        var keys = state.federation().doorKeys();
        var members = state.federation().members();
        if (keys.isDue(members) || !keys.lacking(members).isEmpty()) {
            return Optional.of("the keys of the door are not with all members and with them alone");
        }
        if (state.pending().isPresent()) {
            return Optional.of("waits for " + state.pending().get().body().command());
        }
        // What still has customers, because a backup had forgotten that it leaves, goes when they go.
        // So does what a plant signed away in a lineage of which it has lost its memory: it owes, and signs nothing
        // twice.
        boolean owes = state.federation().epoch().owing().has(plant.id());
        boolean empty = state.leaving().stream().anyMatch(each -> plant.live(each.range()) == 0);
        if (empty && !owes) {
            return Optional.of("has not given back " + state.leaving());
        }
        // A home that was moved away by force takes with it what was changed here since.
        var unpublished = plant.unpublished(Integer.MAX_VALUE).stream()
                .filter(entity -> state.federation()
                        .homes()
                        .find(entity.id())
                        .filter(known -> !known.home().equals(plant.id()))
                        .isEmpty())
                .findFirst();
        if (unpublished.isPresent()) {
            return Optional.of("has not published " + unpublished.get());
        }
        return Optional.empty();
    }

    /** L1 to L3, and that all mirrors are equal. */
    void lastLook() {
        unrest().ifPresent(text -> {
            throw new Violation("L1", "not at rest after 30 quiet hours: " + text);
        });
        leader().ifPresent(main -> {
            var digest = main.state().federation().digest();
            for (var plant : sim.plants) {
                if (!plant.destroyed && plant.state().phase() == Phase.MEMBER) {
                    equal(digest, plant);
                }
            }
        });
        for (var plant : sim.plants) {
            if (plant.state().phase() == Phase.LEFT
                    && !Holdings.held(plant.state()).isEmpty()) {
                throw new Violation("L3", "plant %d left and holds blocks".formatted(plant.index));
            }
        }
    }

    private static void equal(Hash digest, SimPlant plant) {
        if (!plant.state().federation().digest().equals(digest)) {
            throw new Violation("L1", "the mirror of plant %d differs".formatted(plant.index));
        }
    }
}
