package metalplant.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Version;
import metalplant.federation.entry.Voter;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.homes.Entity;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;

/**
 * Sees every disk at once and knows what customers believe. It shares no guard with the product: what the product allows, it
 * judges by the invariants of federation.md, section 5, alone.
 */
final class Oracle {
    private final List<SimPlant> plants;
    private final Clock clock;
    private final Predicate<SimPlant> alone;
    /** Of the plants' configuration, in milliseconds. */
    static final long HOLD_DOWN = 30 * Simulation.MINUTE;

    /** Who was told that an address is theirs, and at which plant. */
    private final Map<LocalDb.PoolNumber, Map<Integer, UUID>> believed = new TreeMap<>();

    private final Map<UUID, LocalDb.PoolNumber> effects = new HashMap<>();
    private final Map<Hash, Seen> entries = new HashMap<>();
    private final Map<Hash, List<Hash>> children = new HashMap<>();
    /** Plants that the world keeps from using shared addresses. */
    private final Map<PlantId, Long> fenced = new HashMap<>();

    /** Ranges whose return a plant has signed, by plant; forgotten when it gets them again. */
    private final Map<Integer, List<Range>> returned = new HashMap<>();

    private final Map<Hash, Map<UUID, Map<Version, Bytes>>> versions = new HashMap<>();
    private final Map<Integer, List<Extent>> usableNow = new HashMap<>();
    private final Map<Hash, Set<UUID>> deleted = new HashMap<>();

    /** When a plant last saw something of a range, by plant. */
    private final Map<Integer, Map<Range, Long>> seen = new HashMap<>();

    /** When an entry that tells of a sighting was first known to be committed. */
    private final Map<Hash, Map<PlantId, Long>> told = new HashMap<>();

    private final Set<Hash> judgedProposals = new HashSet<>();

    /** How often a plant became a member: what it made before is no concern of the federation that it is in now. */
    private final Map<PlantId, Long> stints = new HashMap<>();

    private record Seen(Body body, FederationState after, boolean carried) {}

    /** @param alone whether a plant is a copy of one that runs elsewhere, and nobody can know that */
    Oracle(List<SimPlant> plants, Clock clock, Predicate<SimPlant> alone) {
        this.plants = plants;
        this.clock = clock;
        this.alone = alone;
    }

    // --- customers
    // -----------------------------------------------------------------------------------------------------

    void acquired(SimPlant plant, LocalDb.PoolNumber number, UUID request) {
        if (alone.test(plant)) {
            return;
        }
        var other = effects.put(request, number);
        if (other != null && !other.equals(number)) {
            throw new Violation("I13", "request %s got two addresses".formatted(request));
        }
        contained(plant, number);
        believe(plant, number, request);
    }

    /** An address of a prefix of which the ledger does not say that it is this plant's; whether that may be, I1 decides alone. */
    void acquiredUnclaimed(SimPlant plant, LocalDb.PoolNumber number, UUID request) {
        believe(plant, number, request);
    }

    private void believe(SimPlant plant, LocalDb.PoolNumber number, UUID request) {
        if (fenced.containsKey(plant.id()) || alone.test(plant)) {
            return;
        }
        var holders = believed.computeIfAbsent(number, _ -> new TreeMap<>());
        var before = holders.get(plant.index);
        if (before != null && !before.equals(request)) {
            throw new Violation("I1", "%s is given twice at plant %d".formatted(number, plant.index));
        }
        holders.put(plant.index, request);
        unique(number, holders);
        // Prefixes may overlap; an address is the same whatever it was taken out of.
        believed.forEach((other, theirs) -> {
            if (other.value().equals(number.value()) && !other.equals(number)) {
                var both = new TreeMap<>(theirs);
                both.put(plant.index, request);
                unique(number, both);
            }
        });
    }

    private void unique(LocalDb.PoolNumber number, Map<Integer, UUID> holders) {
        var live = holders.keySet().stream()
                .filter(index -> !fenced.containsKey(plants.get(index).id()) && !plants.get(index).destroyed)
                .toList();
        if (live.size() > 1) {
            throw new Violation("I1", "%s is used at plants %s".formatted(number, live));
        }
    }

    private void contained(SimPlant plant, LocalDb.PoolNumber number) {
        var tenure = plant.state()
                .ledger()
                .state()
                .flatMap(known -> known.pools().tenure(SimPlant.range(number)))
                .filter(each -> each.is(Tenure.State.GRANTED) && each.owner().equals(plant.id()));
        if (tenure.isEmpty()) {
            throw new Violation("I3", "plant %d allocated %s outside of its blocks".formatted(plant.index, number));
        }
        if (tenure.get().incarnation() != plant.incarnation) {
            throw new Violation(
                    "I14",
                    "plant %d allocated %s from a grant of life %d in life %d"
                            .formatted(plant.index, number, tenure.get().incarnation(), plant.incarnation));
        }
        boolean promised = returned.getOrDefault(plant.index, List.of()).stream()
                .anyMatch(range -> range.overlaps(SimPlant.range(number)));
        if (promised) {
            throw new Violation(
                    "I4", "plant %d allocated %s after it signed its return".formatted(plant.index, number));
        }
    }

    void released(SimPlant plant, LocalDb.PoolNumber number) {
        if (alone.test(plant)) {
            return;
        }
        var holders = believed.get(number);
        if (holders != null) {
            holders.remove(plant.index);
        }
    }

    /** What customers of this plant believe to have: what a look at switches and routes would show. */
    Map<LocalDb.PoolNumber, UUID> inUseAt(SimPlant plant) {
        var map = new TreeMap<LocalDb.PoolNumber, UUID>();
        believed.forEach((number, holders) -> {
            if (holders.containsKey(plant.index)) {
                map.put(number, holders.get(plant.index));
            }
        });
        return map;
    }

    /** The world keeps this plant from using shared addresses. */
    void fence(SimPlant plant) {
        fenced.putIfAbsent(plant.id(), clock.now());
    }

    boolean isFenced(SimPlant plant) {
        return fenced.containsKey(plant.id());
    }

    /** It may use them again: people looked that it uses only its own. */
    void unfence(SimPlant plant) {
        fenced.remove(plant.id());
        var kept = new HashSet<LocalDb.PoolNumber>();
        plant.db().rows().values().forEach(row -> kept.add(row.number()));
        believed.forEach((number, holders) -> {
            if (!kept.contains(number)) {
                holders.remove(plant.index);
            }
            unique(number, holders);
        });
        disjoint(plant);
    }

    /** Rows that went with a change of lineage: their customers were told. */
    void forgotten(SimPlant plant) {
        var kept = new HashSet<LocalDb.PoolNumber>();
        plant.db().rows().values().forEach(row -> kept.add(row.number()));
        believed.forEach((number, holders) -> {
            if (!kept.contains(number)) {
                holders.remove(plant.index);
            }
        });
        returned.remove(plant.index);
    }

    // --- what plants do
    // ------------------------------------------------------------------------------------------------

    /** A plant hands an entry to the carrier: it signed it. */
    void handedOver(SimPlant plant, Bytes entry) {
        switch (SimPlant.body(entry).command()) {
            case EscrowCommand.BlockReturn back -> signedReturn(plant, back.range());
            case EscrowCommand.BlockMove move -> signedReturn(plant, move.range());
            case EscrowCommand.BlockFree free -> {
                if (judgedProposals.add(Hash.of(entry.toArray()))) {
                    unseen(plant, free.range());
                }
            }
            default -> {}
        }
    }

    /** A plant sees that something of a quarantined range is alive. */
    void seen(SimPlant by, Range range) {
        seen.computeIfAbsent(by.index, _ -> new HashMap<>()).put(range, clock.now());
    }

    /** federation.md 3.6 (4): whoever wants a range to be free has not seen it for a hold-down. */
    private void unseen(SimPlant plant, Range range) {
        seen.getOrDefault(plant.index, Map.of()).forEach((ghost, at) -> {
            if (range.overlaps(ghost) && clock.now() - at < HOLD_DOWN) {
                throw new Violation(
                        "I5",
                        "plant %d frees %s, of which it saw %s %d s ago"
                                .formatted(plant.index, range, ghost, (clock.now() - at) / 1_000));
            }
        });
    }

    /** Whether this plant must be able to give an address, whoever it reaches. */
    boolean hasRoom(SimPlant plant) {
        for (var extent : usable(plant)) {
            var range = extent.range();
            boolean promised =
                    returned.getOrDefault(plant.index, List.of()).stream().anyMatch(range::overlaps);
            boolean addresses =
                    plant.state().federation().pools().get(range.pool()).spec().kind()
                            == metalplant.federation.entry.PoolKind.IPV4;
            long tried = Math.min(8, range.size().longValue());
            var few = new Range(range.pool(), range.first(), java.math.BigInteger.valueOf(tried));
            if (addresses && !promised && plant.db().in(few).size() < tried) {
                return true;
            }
        }
        return false;
    }

    private void signedReturn(SimPlant plant, Range range) {
        var list = returned.computeIfAbsent(plant.index, _ -> new ArrayList<>());
        if (!list.contains(range)) {
            list.add(range);
        }
        if (plant.db().live(range, clock.now()) > 0) {
            throw new Violation("I5", "plant %d gives %s away with addresses in it".formatted(plant.index, range));
        }
    }

    /** After each step of a plant whose disk changed. */
    void stepped(SimPlant plant, PlantState before) {
        var after = plant.state();
        if (!after.ledger().head().equals(before.ledger().head())) {
            read(plant, before, after);
        }
        if (!after.ledger().head().equals(before.ledger().head())
                || !after.leaving().equals(before.leaving())
                || after.phase() != before.phase()) {
            disjoint(plant);
        }
    }

    private void read(SimPlant plant, PlantState before, PlantState after) {
        if (after.ledger().state().isEmpty()) {
            return;
        }
        long from = before.ledger().head().seq() + 1;
        boolean replaced = before.ledger().head().seq() >= 0
                && !plant.at(before.ledger().head().seq())
                        .map(bytes -> Hash.of(bytes.toArray()))
                        .equals(java.util.Optional.of(before.ledger().head().hash()));
        boolean broke =
                after.federation().epoch().openedAt() == after.ledger().head().seq()
                        && after.federation().epoch().survivor().equals(plant.id());
        for (long seq = replaced ? 0 : from; seq <= after.ledger().head().seq(); seq++) {
            var bytes = plant.at(seq).orElseThrow(() -> new Violation("I6", "an entry is missing from the log"));
            if (seq >= from && SimPlant.body(bytes).level() > plant.level) {
                throw new Violation(
                        "4.3", "plant %d took in entry %d, which it cannot read".formatted(plant.index, seq));
            }
            committed(bytes, broke && seq < after.ledger().head().seq());
        }
        if (!replaced && before.ledger().state().isPresent()) {
            grown(before.federation(), after.federation());
        }
        states(after.federation());
    }

    /**
     * An entry that somebody holds to be committed.
     *
     * @param carried only acknowledged before, and taken over by a break-glass
     */
    private void committed(Bytes bytes, boolean carried) {
        var hash = Hash.of(bytes.toArray());
        if (entries.containsKey(hash)) {
            return;
        }
        var body = SimPlant.body(bytes);
        var parent = entries.get(body.previous());
        var siblings = children.computeIfAbsent(body.previous(), _ -> new ArrayList<>());
        siblings.add(hash);
        var ledger = ledgerAfter(parent, body.previous(), bytes);
        var state = ledger.folded();
        entries.put(hash, new Seen(body, state, carried));
        agreed(parent, siblings);
        if (parent != null) {
            readable(parent.after(), body);
            sightings(parent.after(), body);
            judged(parent.after(), body, state);
            if (body.command() instanceof EscrowCommand.BlockGrant grant) {
                signedByOwner(parent.after(), bytes, grant.range());
            }
        }
    }

    /** federation.md 4.3: nothing is in the ledger that a member of then cannot read. */
    private static void readable(FederationState before, Body body) {
        int needs = Math.max(body.level(), metalplant.federation.encoding.CanonicalForm.levelOf(body.command()));
        for (var member : before.members().living()) {
            if (member.record().level() < needs) {
                throw new Violation(
                        "4.3",
                        "entry %d needs level %d, and %s reads %d"
                                .formatted(
                                        body.seq(),
                                        needs,
                                        member.record().label(),
                                        member.record().level()));
            }
        }
    }

    /** federation.md 3.6 (4): behind each sighting in the ledger the whole hold-down passes again. */
    private void sightings(FederationState before, Body body) {
        var known = told.computeIfAbsent(before.epoch().lineage(), _ -> new HashMap<>());
        if (body.command() instanceof EscrowCommand.Sighting sighting) {
            var holder = before.pools().tenure(sighting.range()).orElseThrow().owner();
            known.put(holder, clock.now());
        } else if (body.command() instanceof EscrowCommand.BlockFree free) {
            var holder = before.pools().tenure(free.range()).orElseThrow().owner();
            long at = known.getOrDefault(holder, -HOLD_DOWN);
            if (clock.now() - at < HOLD_DOWN) {
                throw new Violation(
                        "I5", "%s is freed %d s behind a sighting".formatted(free.range(), (clock.now() - at) / 1_000));
            }
        }
    }

    /** Folds once for all, with the guards of the run: what is judged is what the product lets through. */
    private metalplant.federation.ledger.Ledger ledgerAfter(
            @org.jspecify.annotations.Nullable Seen parent, Hash previous, Bytes bytes) {
        var known = parent == null
                ? metalplant.federation.ledger.Ledger.EMPTY
                : new metalplant.federation.ledger.Ledger(
                        new metalplant.federation.entry.Head(parent.body().seq(), previous),
                        java.util.Optional.of(parent.after()));
        if (known.offer(bytes, acceptance) instanceof metalplant.federation.ledger.Verdict.Accepted accepted) {
            return accepted.ledger();
        }
        throw new Violation("I6", "a plant keeps an entry that nobody can accept");
    }

    private metalplant.federation.ledger.Acceptance acceptance = new metalplant.federation.ledger.Acceptance(
            (_, _, _) -> true, metalplant.federation.guard.Guards.ALL, metalplant.federation.ledger.Acceptance.LEVEL);

    void guards(metalplant.federation.guard.Guards guards) {
        acceptance = new metalplant.federation.ledger.Acceptance(
                (_, _, _) -> true, guards, metalplant.federation.ledger.Acceptance.LEVEL);
    }

    /** Behind one entry stands one other, but for those that open a new lineage. */
    private void agreed(@org.jspecify.annotations.Nullable Seen parent, List<Hash> siblings) {
        var plain = siblings.stream()
                .map(hash -> java.util.Objects.requireNonNull(entries.get(hash)).body())
                .filter(body -> !(body.command() instanceof EpochCommand.EpochBump))
                .toList();
        if (plain.size() > 1) {
            throw new Violation(
                    "I6",
                    "two entries are committed at %d: %s"
                            .formatted(plain.getFirst().seq(), plain));
        }
        boolean remembered = siblings.stream()
                .map(hash -> java.util.Objects.requireNonNull(entries.get(hash))
                        .body()
                        .command())
                .allMatch(command -> !(command instanceof EpochCommand.EpochBump bump) || bump.remembers());
        boolean certain = siblings.stream()
                .noneMatch(hash ->
                        java.util.Objects.requireNonNull(entries.get(hash)).carried());
        boolean dropped = parent != null
                && remembered
                && certain
                && parent.after().epoch().voters().size() <= 2
                && plain.size() == 1
                && siblings.size() > 1;
        if (dropped) {
            throw new Violation(
                    "I6",
                    "break-glass dropped a committed entry at %d"
                            .formatted(plain.getFirst().seq()));
        }
    }

    private void judged(FederationState before, Body body, FederationState after) {
        boolean evicted = before.members()
                .find(body.author())
                .filter(member -> member.status() == Member.Status.EVICTED
                        || member.status() == Member.Status.RECLAIMED
                        || member.status() == Member.Status.LEFT)
                .isPresent();
        if (evicted) {
            throw new Violation("I8", "an evicted plant wrote entry %d".formatted(body.seq()));
        }
        if (before.requests().has(body.request())) {
            throw new Violation("I13", "request %s has a second effect".formatted(body.request()));
        }
        graves(before, after);
        if (body.command() instanceof HomeCommand homes) {
            homes.parts().forEach(part -> judged(before, body, part, after));
        }
        switch (body.command()) {
            case EpochCommand.VoterSet _, MemberCommand.MemberEvict _ ->
                oneVoter(before.epoch().voters(), after.epoch().voters());
            case MemberCommand.MemberAdd add -> stints.merge(add.member().plant(), 1L, Long::sum);
            case EscrowCommand.BlockGrant grant -> reserve(before, grant.range());
            case EscrowCommand.BlockFree free -> gate(before, free.range());
            default -> {}
        }
    }

    private void judged(FederationState before, Body body, HomeCommand part, FederationState after) {
        switch (part) {
            case HomeCommand.EntityPut put -> put(before, body, put);
            case HomeCommand.EntityDelete gone -> {
                home(before, body, gone.id(), gone.version());
                deleted.computeIfAbsent(after.epoch().lineage(), _ -> new HashSet<>())
                        .add(gone.id());
            }
            case HomeCommand.HomeMove move -> homeMove(before, body, move);
            case HomeCommand.NameClaim _, HomeCommand.SpanClaim _, HomeCommand.Batch _ -> {}
        }
    }

    /** A grave is levelled when every living member has read of the death. */
    private static void graves(FederationState before, FederationState after) {
        for (var grave : before.homes().tombstones().pairs()) {
            boolean unread = after.members().living().stream()
                    .anyMatch(member -> member.acknowledged() < grave.value().seq());
            if (unread && !after.homes().tombstones().has(grave.key())) {
                throw new Violation(
                        "I15", "entity %s is forgotten before all know that it is gone".formatted(grave.key()));
            }
        }
    }

    private static void oneVoter(List<Voter> before, List<Voter> after) {
        var touched = new HashSet<PlantId>();
        before.stream().filter(voter -> !after.contains(voter)).forEach(voter -> touched.add(voter.plant()));
        after.stream().filter(voter -> !before.contains(voter)).forEach(voter -> touched.add(voter.plant()));
        if (touched.size() > 1) {
            throw new Violation("I7", "voters changed from %s to %s at once".formatted(before, after));
        }
    }

    private static void reserve(FederationState before, Range range) {
        var owner = before.pools().tenure(range).orElseThrow().owner();
        boolean owes = before.epoch().owing().has(owner);
        if (owes && before.epoch().number() > 0) {
            throw new Violation(
                    "I2b", "%s is granted from the reserve of %s, who owes its memory".formatted(range, owner));
        }
    }

    private static void signedByOwner(FederationState before, Bytes entry, Range range) {
        var owner = before.pools().tenure(range).orElseThrow().owner();
        boolean signed = SimPlant.seals(entry).stream()
                .anyMatch(seal -> seal.key().plant().equals(owner));
        if (!signed) {
            throw new Violation("I2b", "%s left the reserve of %s without its signature".formatted(range, owner));
        }
    }

    private void gate(FederationState before, Range range) {
        var holder = before.pools().tenure(range).orElseThrow().owner();
        var since = fenced.get(holder);
        boolean gone = plants.stream().anyMatch(plant -> plant.id().equals(holder) && plant.destroyed);
        if (since == null && !gone) {
            throw new Violation("I5", "%s is freed although %s may use it".formatted(range, holder));
        }
    }

    private void put(FederationState before, Body body, HomeCommand.EntityPut put) {
        var known = before.homes().find(put.id());
        if (known.isPresent()) {
            home(before, body, put.id(), put.version());
        }
        boolean back = known.isEmpty()
                && deleted.getOrDefault(before.epoch().lineage(), Set.of()).contains(put.id());
        if (back) {
            throw new Violation("I15", "entity %s came back".formatted(put.id()));
        }
        var byVersion = versions.computeIfAbsent(before.epoch().lineage(), _ -> new HashMap<>())
                .computeIfAbsent(put.id(), _ -> new TreeMap<>());
        var content = byVersion.putIfAbsent(put.version(), put.content());
        if (content != null && !content.equals(put.content())) {
            throw new Violation("I10", "version %s of %s has two contents".formatted(put.version(), put.id()));
        }
    }

    private static void home(FederationState before, Body body, UUID id, Version version) {
        var known = before.homes().find(id).orElseThrow();
        if (!known.home().equals(body.author()) || known.version().homeEpoch() != version.homeEpoch()) {
            throw new Violation("I10", "entity %s was changed by a plant that is not its home".formatted(id));
        }
        if (known.version().compareTo(version) >= 0) {
            throw new Violation("I10", "entity %s went back to version %s".formatted(id, version));
        }
    }

    private static void homeMove(FederationState before, Body body, HomeCommand.HomeMove move) {
        var known = before.homes().find(move.id()).orElseThrow();
        boolean gone = before.members()
                .find(known.home())
                .filter(member -> !member.status().mayWrite())
                .isPresent();
        if (!known.home().equals(body.author()) && !gone) {
            throw new Violation("I10", "the home of %s was moved by another plant".formatted(move.id()));
        }
    }

    private static void grown(FederationState before, FederationState after) {
        if (after.epoch().number() < before.epoch().number()) {
            throw new Violation("I8", "the epoch went back");
        }
        for (var entity : before.homes().all()) {
            boolean older = after.homes()
                    .find(entity.id())
                    .filter(now -> now.version().compareTo(entity.version()) < 0)
                    .isPresent();
            if (older) {
                throw new Violation("I10", "a mirror went back to an older version of " + entity.id());
            }
        }
    }

    private static void states(FederationState state) {
        for (var pool : state.pools().all()) {
            tiled(pool);
        }
        var labels = new HashSet<String>();
        for (var member : state.members().living()) {
            if (!labels.add(member.record().label())) {
                throw new Violation(
                        "I9", "two plants have the label " + member.record().label());
            }
        }
        var names = new HashSet<String>();
        for (var entity : state.homes().all()) {
            boolean twice = entity.standing() == Entity.Standing.HELD
                    && !names.add(entity.kind() + "/" + entity.scope() + "/" + entity.name());
            if (twice) {
                throw new Violation("I9", "two entities have the name " + entity.name());
            }
        }
        spans(state);
        doorKeys(state);
    }

    /** Whoever was put out cannot open the keys that count, and all who can have the same. */
    private static void doorKeys(FederationState state) {
        state.doorKeys().current().ifPresent(set -> {
            for (var plant : set.sealed().keys()) {
                var status = state.members().get(plant).status();
                if (status == Member.Status.EVICTED || status == Member.Status.RECLAIMED) {
                    throw new Violation("I16", "plant %s was put out and has the keys of the door".formatted(plant));
                }
            }
            if (set.sealed().values().stream().distinct().count() > 1) {
                throw new Violation("I16", "two members have different keys under number " + set.number());
            }
        });
    }

    private static void tiled(Pool pool) {
        var at = pool.spec().first();
        for (var extent : pool.all()) {
            if (!extent.range().first().equals(at)) {
                throw new Violation(
                        "I2",
                        "pool %s has a gap or an overlap at %s"
                                .formatted(pool.spec().id(), at));
            }
            at = extent.range().end();
        }
        if (!at.equals(pool.spec().end())) {
            throw new Violation(
                    "I2", "pool %s ends too early".formatted(pool.spec().id()));
        }
    }

    long stint(SimPlant plant) {
        return stints.getOrDefault(plant.id(), 0L);
    }

    /** I11 over the networks that are there, whatever the ledger says of them. */
    void made(SimPlant plant, LocalDb.Net net) {
        for (var other : plants) {
            if (other.index == plant.index || other.destroyed || !areTogether(plant, other)) {
                continue;
            }
            for (var theirs : other.db().nets().values()) {
                boolean counts = theirs.project().equals(net.project()) && theirs.stint() == stint(other);
                if (counts && theirs.of().overlaps(net.of())) {
                    throw new Violation(
                            "I11",
                            "project %s has networks out of %s at plant %d and out of %s at plant %d"
                                    .formatted(net.project(), net.of(), plant.index, theirs.of(), other.index));
                }
            }
        }
    }

    private static boolean areTogether(SimPlant one, SimPlant other) {
        return one.follows(other.state()
                        .ledger()
                        .state()
                        .map(state -> state.epoch().lineage())
                        .orElse(Hash.of(new byte[0])))
                && one.state().federation().members().isActive(other.id())
                && other.state().federation().members().isActive(one.id());
    }

    private static void spans(FederationState state) {
        var all = state.homes().spans().values().stream()
                .filter(span -> state.homes()
                        .find(span.project())
                        .filter(entity -> entity.kind().equals("project"))
                        .isPresent())
                .toList();
        for (var one : all) {
            for (var other : all) {
                boolean same =
                        one.project().equals(other.project()) && !one.plant().equals(other.plant());
                if (same && overlap(one.prefixes(), other.prefixes())) {
                    throw new Violation("I11", "project %s overlaps itself".formatted(one.project()));
                }
            }
        }
    }

    private static boolean overlap(List<String> one, List<String> other) {
        return one.stream()
                .map(Cidr::parse)
                .anyMatch(a -> other.stream().map(Cidr::parse).anyMatch(a::overlaps));
    }

    /** What two plants can both allocate from, whatever lineage they follow. */
    private void disjoint(SimPlant plant) {
        if (alone.test(plant)) {
            return;
        }
        usableNow.put(plant.index, usable(plant));
        regained(plant);
        if (fenced.containsKey(plant.id()) || plant.destroyed) {
            return;
        }
        for (var other : plants) {
            if (other.index == plant.index || fenced.containsKey(other.id()) || other.destroyed) {
                continue;
            }
            for (var mine : usableNow.getOrDefault(plant.index, List.of())) {
                for (var theirs : usableNow.getOrDefault(other.index, List.of())) {
                    if (mine.range().overlaps(theirs.range())) {
                        throw new Violation(
                                "I2",
                                "plants %d and %d both hold %s".formatted(plant.index, other.index, mine.range()));
                    }
                }
            }
        }
    }

    private static List<Extent> usable(SimPlant plant) {
        var state = plant.state();
        if (!state.phase().allocates() || state.ledger().state().isEmpty()) {
            return List.of();
        }
        return state.federation().pools().heldBy(plant.id()).stream()
                .filter(extent -> extent.tenure().incarnation() == plant.incarnation)
                .filter(extent ->
                        state.leaving().stream().noneMatch(each -> each.range().overlaps(extent.range())))
                .toList();
    }

    /** A range that came back under a new grant may be used again. */
    private void regained(SimPlant plant) {
        var list = returned.get(plant.index);
        if (list != null && plant.state().ledger().state().isPresent()) {
            list.removeIf(range -> plant.state()
                    .federation()
                    .pools()
                    .tenure(range)
                    .filter(tenure ->
                            !tenure.is(Tenure.State.GRANTED) || !tenure.owner().equals(plant.id()))
                    .isPresent());
        }
    }

    /** A restored database: what was signed stays signed, what it can use is nothing. */
    void restored(SimPlant plant) {
        usableNow.put(plant.index, List.of());
    }

    /** What operators find when they look at every site: who uses what, and who could. */
    List<Evidence> inventory() {
        var list = new ArrayList<Evidence>();
        for (var plant : plants) {
            if (plant.destroyed || fenced.containsKey(plant.id())) {
                continue;
            }
            plant.state()
                    .ledger()
                    .state()
                    .ifPresent(known -> known.pools()
                            .heldBy(plant.id())
                            .forEach(extent -> list.add(new Evidence(extent.range(), extent.tenure()))));
            inUseAt(plant)
                    .keySet()
                    .forEach(
                            number -> list.add(new Evidence(SimPlant.range(number), Tenure.granted(plant.id(), 0, 1))));
        }
        return list;
    }

    /** It read the ledger up to its new life, so that all it signed before is decided. */
    void reconciled(SimPlant plant) {
        returned.remove(plant.index);
    }

    /** Entries that anybody held to be committed. */
    int entriesSeen() {
        return entries.size();
    }

    /** Kinds of commands that were committed, for coverage. */
    Set<String> kindsSeen() {
        var kinds = new java.util.TreeSet<String>();
        entries.values()
                .forEach(seen -> kinds.add(seen.body().command().getClass().getSimpleName()));
        return kinds;
    }
}
