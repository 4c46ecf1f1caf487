package metalplant.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Seal;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.Span;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.plant.Effect;
import metalplant.federation.plant.EntryLog;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.LocalEntity;
import metalplant.federation.plant.LocalPlane;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.plant.PlantState;
import metalplant.federation.plant.PlantStep;
import metalplant.federation.plant.Surroundings;
import metalplant.federation.signing.Signer;
import metalplant.federation.signing.Verifier;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.Moment;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;
import metalplant.model.ip.Cidr;

/** One plant: its disk, its clocks, and the step function of the product. */
final class SimPlant implements EntryLog, LocalPlane {
    /** What is durable, as one transaction leaves it. */
    record Disk(PlantState state, SortedTree<Long, Bytes> log, LocalDb db) {}

    final int index;
    private final PlantId id;
    final Signer signer;
    final PoolSpec ownPrefix;
    private final Clock clock;
    private final RandomGenerator random;
    private final Verifier verifier;
    private final Guards guards;
    private final PlantConfig config;
    private final World world;

    Disk disk;
    boolean up = true;
    boolean destroyed;
    /** Its database takes no writes until then: the disk is full. */
    long fullUntil;

    /** The highest schema level that its software reads. */
    int level;

    /** Kept outside of the database, as on the real machine. */
    long incarnation;

    int peerSerial;
    private long startedAt;
    private long wallOffset;

    SimPlant(
            int index,
            Signer signer,
            MemberRecord self,
            String peer,
            PoolSpec ownPrefix,
            Clock clock,
            RandomGenerator random,
            Verifier verifier,
            Guards guards,
            PlantConfig config,
            World world) {
        this.index = index;
        this.id = self.plant();
        this.signer = signer;
        this.ownPrefix = ownPrefix;
        this.clock = clock;
        this.random = random;
        this.verifier = verifier;
        this.guards = guards;
        this.config = config;
        this.world = world;
        this.level = self.level();
        this.disk = new Disk(PlantState.standalone(self, peer), SortedTree.empty(), LocalDb.EMPTY);
    }

    /** What hosts see of addresses. */
    interface World {
        /** Something of these ranges that this plant sees now. */
        Optional<Seen> seen(SimPlant by, List<Range> ranges);
    }

    /** Whether it keeps entries that the release before cannot read. */
    boolean hasNewEntries() {
        return java.util.stream.Stream.concat(
                        disk.log().values().stream(),
                        state().joiner().stream().flatMap(joiner -> joiner.entries().values().stream()))
                .anyMatch(entry -> body(entry).level() == Acceptance.LEVEL);
    }

    boolean isFull() {
        return clock.now() < fullUntil;
    }

    PlantId id() {
        return id;
    }

    PlantState state() {
        return disk.state();
    }

    LocalDb db() {
        return disk.db();
    }

    void write(LocalDb db) {
        disk = new Disk(disk.state(), disk.log(), db);
    }

    boolean follows(Hash lineage) {
        return state().ledger()
                .state()
                .filter(known -> known.epoch().lineage().equals(lineage))
                .isPresent();
    }

    /** The next disk and the effects; nothing is changed yet. */
    record Next(Disk disk, List<Effect> effects) {}

    Next next(Event event) {
        var around = new Surroundings(
                new Moment(clock.now() + wallOffset, clock.now() - startedAt),
                random,
                signer,
                new Acceptance(verifier, guards, level),
                this,
                this,
                config);
        var stepped = PlantStep.step(disk.state(), event, around);
        var log = disk.log();
        var db = disk.db();
        for (var effect : stepped.effects()) {
            if (effect instanceof Effect.Keep keep) {
                for (int i = 0; i < keep.entries().size(); i++) {
                    log = log.with(keep.from() + i, keep.entries().get(i));
                    db = after(db, keep.entries().get(i), stepped.state());
                }
            } else if (effect instanceof Effect.Replace replace) {
                log = logOf(replace.entries());
                db = rebased(db, replace.entries(), stepped.state());
            }
        }
        return new Next(new Disk(stepped.state(), log, db), stepped.effects());
    }

    private static SortedTree<Long, Bytes> logOf(List<Bytes> entries) {
        SortedTree<Long, Bytes> log = SortedTree.empty();
        for (int i = 0; i < entries.size(); i++) {
            log = log.with((long) i, entries.get(i));
        }
        return log;
    }

    private static final ThreadLocal<Map<Bytes, Body>> BODIES = ThreadLocal.withInitial(HashMap::new);

    /** Decoded once: everybody looks at every entry. */
    static Body body(Bytes entry) {
        return BODIES.get()
                .computeIfAbsent(
                        entry,
                        bytes -> CanonicalForm.decode(Entry.class, bytes.toArray())
                                .body());
    }

    static List<Seal> seals(Bytes entry) {
        return CanonicalForm.decode(Entry.class, entry.toArray()).seals();
    }

    /** Between two runs. */
    static void forgetBodies() {
        BODIES.get().clear();
    }

    private static LocalDb after(LocalDb db, Bytes entry, PlantState state) {
        var body = body(entry);
        return body.command() instanceof HomeCommand home
                ? db.with(db.homes()
                        .after(
                                home,
                                body.author(),
                                state.me(),
                                state.federation().homes()))
                : db;
    }

    /** Another lineage: rows in ranges that this plant does not hold there go (the plan said so, and people agreed). */
    private static LocalDb rebased(LocalDb db, List<Bytes> entries, PlantState state) {
        var changed = db;
        for (var row : db.rows().values()) {
            boolean mine = state.ledger()
                    .state()
                    .flatMap(known -> known.pools().tenure(range(row.number())))
                    .filter(tenure -> tenure.is(metalplant.federation.entry.Tenure.State.GRANTED)
                            && tenure.owner().equals(state.me()))
                    .isPresent();
            if (!mine) {
                changed = changed.without(row.number());
            }
        }
        if (state.ledger().state().isEmpty()) {
            return changed;
        }
        Set<UUID> everPut = new HashSet<>();
        var commands = new ArrayList<HomeCommand>();
        for (var entry : entries) {
            if (body(entry).command() instanceof HomeCommand home) {
                commands.add(home);
            }
        }
        everPut.addAll(metalplant.federation.homes.HomeTable.everPut(commands));
        return changed.with(changed.homes().rebased(state.federation().homes(), everPut, state.me()));
    }

    static Range range(LocalDb.PoolNumber number) {
        return new Range(number.pool(), number.value(), java.math.BigInteger.ONE);
    }

    void commit(Next next) {
        disk = next.disk();
    }

    void start() {
        up = true;
        startedAt = clock.now();
    }

    void clockJumps(long millis) {
        wallOffset += millis;
    }

    /** The next life of this machine. */
    Incarnation nextLife() {
        incarnation++;
        var nonce = new byte[16];
        random.nextBytes(nonce);
        return new Incarnation(incarnation, Bytes.of(nonce));
    }

    @Override
    public Optional<Bytes> at(long seq) {
        return disk.log().get(seq);
    }

    @Override
    public List<Bytes> from(long seq, int max) {
        var list = new ArrayList<Bytes>();
        for (long i = seq; list.size() < max; i++) {
            var entry = disk.log().get(i);
            if (entry.isEmpty()) {
                break;
            }
            list.add(entry.get());
        }
        return list;
    }

    @Override
    public long live(Range range) {
        return disk.db().live(range, clock.now());
    }

    /** Hours are all that a simulated plant lives; so it takes in them what others take in a month. */
    @Override
    public OptionalLong expected(String pool) {
        return OptionalLong.of(disk.db().active(pool));
    }

    @Override
    public boolean uses(PoolKind kind) {
        return kind != PoolKind.IPV6 && kind != PoolKind.OVERLAY;
    }

    @Override
    public List<LocalEntity> unpublished(int max) {
        return state().ledger()
                .state()
                .map(known -> disk.db().homes().unpublished(known.homes(), max).stream()
                        .map(row -> new LocalEntity(
                                row.kind(),
                                row.id(),
                                row.version(),
                                row.scope(),
                                row.name(),
                                row.content(),
                                row.deleted()))
                        .toList())
                .orElse(List.of());
    }

    @Override
    public List<LocalSpan> spans(int max) {
        return disk.db().wishes().pairs().stream()
                .filter(wish -> !isSatisfied(wish.key(), wish.value()))
                .map(wish -> new LocalSpan(wish.key(), wish.value()))
                .limit(max)
                .toList();
    }

    @Override
    public List<PoolSpec> unclaimed(int max) {
        var pools = state().federation().pools().all();
        return disk.db().made().values().stream()
                .filter(spec -> pools.stream().noneMatch(pool -> pool.spec().overlaps(spec)))
                .limit(max)
                .toList();
    }

    /** What it had before it joined is never given up here. */
    @Override
    public boolean needs(String pool) {
        return ownPrefix.id().equals(pool) || disk.db().made().has(pool);
    }

    /** A wish for a network is for just that, one for a project for at least that. */
    private boolean isSatisfied(UUID entity, List<Cidr> prefixes) {
        var homes = state().federation().homes();
        var mine = homes.span(entity, id);
        boolean network = homes.find(entity)
                .filter(each -> each.kind().equals(Span.NETWORK))
                .isPresent();
        return network
                ? mine.map(Span::cidrs).orElse(List.of()).equals(prefixes)
                : mine.filter(span -> span.covers(prefixes)).isPresent();
    }

    @Override
    public List<Cidr> reach(UUID project) {
        return disk.db().reach(project);
    }

    @Override
    public Hash inventory() {
        return Hash.of(Integer.toString(disk.db().rows().size()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<Seen> sighted(List<Range> quarantined) {
        return world.seen(this, quarantined);
    }

    /** Seals with nothing: who may open what is the ledger's to say, and the oracle's to look at. */
    @Override
    public KeySmith smith() {
        return new KeySmith() {
            @Override
            public List<SealedKeys> make(UUID federation, long number, List<MemberRecord> members) {
                var set = new byte[16];
                random.nextBytes(set);
                return members.stream()
                        .map(member -> new SealedKeys(member.plant(), Bytes.of(set)))
                        .toList();
            }

            @Override
            public Optional<SealedKeys> share(UUID federation, long number, Bytes own, MemberRecord member) {
                return Optional.of(new SealedKeys(member.plant(), own));
            }
        };
    }

    @Override
    public boolean reconciled() {
        return disk.db().reconciled();
    }
}
