package metalplant.core.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import metalplant.core.homes.Mirrors;
import metalplant.core.homes.SharedHomes;
import metalplant.core.store.FederationTable;
import metalplant.core.store.FederationTable.Kept;
import metalplant.core.store.FederationTable.Log;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Effect;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Joiner;
import metalplant.federation.plant.KeptState;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.plant.PlantState;
import metalplant.federation.plant.PlantStep;
import metalplant.federation.plant.Stepped;
import metalplant.federation.plant.Surroundings;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.Moment;
import metalplant.federation.value.SortedTree;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.ip.Holder;

/**
 * Steps one plant on its database: the step runs inside of the transaction that keeps its result, so that what it saw is still so when
 * it commits. The effects it answers have not happened yet; they may get lost.
 *
 * <p>Called by one thread at a time. A step that changes nothing durable, as most ticks do, costs a read-only transaction.
 *
 * @see "federation.md 3 and docs/adr/0014"
 */
public final class FederationShell {
    private static final int PAGE = 500;
    private static final Duration TOUCHED_EVERY = Duration.ofMinutes(30);

    private final Store store;
    private final World world;
    private final PlantIdentity identity;
    private final Acceptance acceptance;
    private final PlantConfig config;
    private final SelfInFederation self;
    private final Sightings sightings;
    private final Forecast forecast;
    private final long startNanos;
    private volatile Optional<Now> now = Optional.empty();
    private volatile Optional<Instant> touched = Optional.empty();

    /** What the last commit left. */
    private record Now(PlantState state, long revision, long reconciled) {
        boolean isReconciled() {
            return reconciled >= state.self().incarnation().counter();
        }
    }

    /**
     * A shell that has read nothing yet.
     *
     * @param self learns the name of the plant as soon as there is a federation
     */
    public FederationShell(
            Store store,
            World world,
            PlantIdentity identity,
            Acceptance acceptance,
            PlantConfig config,
            SelfInFederation self,
            Sightings sightings) {
        this.sightings = sightings;
        this.store = store;
        this.world = world;
        this.identity = identity;
        this.acceptance = acceptance;
        this.config = config;
        this.self = self;
        this.forecast = new Forecast(store, world);
        this.startNanos = world.nanos();
    }

    /**
     * The state as of the last commit. Reads the database if that is not known, and brings a restored one into its new life.
     *
     * @throws Problem STORED_STATE_IMPOSSIBLE if what is kept is damaged or of newer software; and what {@link Store#read} throws
     */
    public PlantState state() {
        return current().state();
    }

    /** The entries from this number on, in order. */
    public List<Bytes> log(long from, int max) {
        return store.read("fed-log", tx -> tx.federation().entries(Log.OWN, from, max));
    }

    /**
     * Takes one event: step, commit. What is answered is to be done now.
     *
     * @throws Problem RULE_VIOLATED for an order that would harm this plant, and what {@link Store#run(String, Store.Work)}
     *     throws; then nothing happened, or the next call finds out what did
     */
    public List<Effect> handle(Event event) {
        var before = current();
        refuseHarm(event);
        if (event instanceof Event.Tick) {
            forecast.look();
        }
        return take(before, event);
    }

    /** What would follow from an event now. Nothing is kept, and nothing of it may be done. */
    List<Effect> preview(Event event) {
        var before = current();
        var drawn = draw(event);
        return store.read("fed-preview", tx -> step(tx, before, drawn)).effects();
    }

    /** An operator says that after a restore all addresses in use are known again. */
    public void acceptReconciled() {
        var before = current();
        long life = before.state().self().incarnation().counter();
        if (before.reconciled() < life) {
            commit(new Now(before.state(), before.revision(), life), draw(new Event.Tick()));
        }
    }

    /** Forgets addresses that were held down long enough. */
    void forgetHolds() {
        var past = world.now();
        store.run("fed-holds", tx -> {
            tx.ips().forgetHolds(past);
            return true;
        });
    }

    /** Writes down now and then that this plant is in touch with the ledger, if any prefix asks for that. */
    void touch() {
        var state = current().state();
        boolean asked = state.ledger().state().stream()
                .flatMap(known -> known.pools().all().stream())
                .anyMatch(pool -> pool.offlineMillis() > 0);
        var wall = world.now();
        boolean written = touched.filter(
                        at -> !at.isAfter(wall) && at.plus(TOUCHED_EVERY).isAfter(wall))
                .isPresent();
        if (asked && !written && state.inTouch(steadyMillis())) {
            store.run("fed-touch", tx -> {
                tx.federation().touch(wall.toEpochMilli());
                return true;
            });
            touched = Optional.of(wall);
        }
    }

    private long steadyMillis() {
        return (world.nanos() - startNanos) / 1_000_000;
    }

    private Now current() {
        var known = now;
        if (known.isPresent()) {
            return known.get();
        }
        var loaded = store.read("fed-load", this::load);
        long life = identity.self().incarnation().counter();
        long stored = loaded.state().self().incarnation().counter();
        if (stored > life) {
            throw impossible("the database is of incarnation %d and the host of %d: it has lost its counter"
                    .formatted(stored, life));
        }
        name(loaded.state());
        now = Optional.of(loaded);
        if (stored < life) {
            take(loaded, new Event.Restored(identity.self().incarnation(), identity.peer()));
        }
        return now.orElseThrow();
    }

    private void name(PlantState state) {
        // The life of the host and not of the state, which may come from a backup.
        boolean federated = state.ledger().state().isPresent();
        long life = identity.self().incarnation().counter();
        self.become(federated ? new Holder(state.me().text(), life) : Holder.ALONE, PlantNumbers.windows(state));
    }

    private Now load(Tx tx) {
        var kept = tx.federation().kept();
        if (kept.isEmpty()) {
            long life = identity.self().incarnation().counter();
            return new Now(PlantState.standalone(identity.self(), identity.peer()), 0, life);
        }
        if (kept.get().format() != KeptState.FORMAT) {
            throw impossible("it has format %d".formatted(kept.get().format()));
        }
        try {
            var state = introduced(KeptState.read(kept.get().content().toArray()));
            var candidate = state.join().map(KeptState.Join::candidate).orElse(Head.EMPTY);
            return new Now(
                    state.revived(
                            folded(tx.federation(), Log.OWN, state.head()),
                            folded(tx.federation(), Log.CANDIDATE, candidate),
                            tree(all(tx.federation(), Log.CANDIDATE))),
                    kept.get().revision(),
                    kept.get().reconciled());
        } catch (Malformed | UnknownKind e) {
            throw impossible("it cannot be read: " + e.getMessage()).because(e);
        }
    }

    /** What nobody but this plant knows of it follows the operator: where it is reached and how it is called. */
    private KeptState introduced(KeptState state) {
        boolean known = state.phase() != Phase.STANDALONE || !state.head().equals(Head.EMPTY);
        boolean reborn = !state.self().incarnation().equals(identity.self().incarnation());
        return known || reborn
                ? state
                : new KeptState(
                        identity.self(),
                        state.peer(),
                        state.phase(),
                        state.head(),
                        state.join(),
                        state.host(),
                        state.pending(),
                        state.promises(),
                        state.leaving(),
                        state.orders(),
                        state.invites(),
                        state.waited(),
                        state.diverged());
    }

    private static Problem impossible(String why) {
        return Problem.of(
                ProblemCode.STORED_STATE_IMPOSSIBLE, "what the database keeps of the federation is of no use: " + why);
    }

    private static List<Bytes> all(FederationTable table, Log log) {
        var all = new ArrayList<Bytes>();
        while (true) {
            var page = table.entries(log, all.size(), PAGE);
            all.addAll(page);
            if (page.size() < PAGE) {
                return all;
            }
        }
    }

    private static SortedTree<Long, Bytes> tree(List<Bytes> entries) {
        SortedTree<Long, Bytes> tree = SortedTree.empty();
        for (int i = 0; i < entries.size(); i++) {
            tree = tree.with((long) i, entries.get(i));
        }
        return tree;
    }

    /**
     * Signatures were checked before an entry was kept; that none was changed since, the chain of hashes up to the head shows. Page by
     * page: a ledger may be longer than what fits into memory.
     */
    private Ledger folded(FederationTable table, Log log, Head head) {
        var ledger = Ledger.EMPTY;
        List<Bytes> page;
        do {
            page = table.entries(log, ledger.head().seq() + 1, PAGE);
            ledger = behind(ledger, page);
        } while (page.size() == PAGE);
        if (!ledger.head().equals(head)) {
            throw impossible("its entries end with %s and not with %s".formatted(ledger.head(), head));
        }
        return ledger;
    }

    private Ledger behind(Ledger before, List<Bytes> entries) {
        var trusting = new Acceptance((_, _, _) -> true, acceptance.guards(), acceptance.level());
        var ledger = before;
        for (var entry : entries) {
            switch (ledger.offer(entry, trusting)) {
                case Verdict.Accepted accepted -> ledger = accepted.ledger();
                case Verdict.TooNew newer ->
                    throw impossible("entry %d is of newer software (%s): this release is too old to go back to"
                            .formatted(ledger.head().seq() + 1, newer.what()));
                case Verdict.Refused _, Verdict.Ahead _, Verdict.Behind _ ->
                    throw impossible(
                            "entry %d does not fit".formatted(ledger.head().seq() + 1));
            }
        }
        return ledger;
    }

    /** A prefix that is in use here would be given to others too. */
    private void refuseHarm(Event event) {
        if (event instanceof Event.Want want && want.command() instanceof EscrowCommand.PrefixAdd add) {
            SharedPrefixes.cidr(add.spec())
                    .flatMap(cidr -> store.read(
                            "fed-order",
                            tx -> tx.prefixes()
                                    .overlapping(cidr)
                                    .filter(prefix ->
                                            tx.federation().poolOf(prefix.id()).isEmpty())
                                    .map(prefix -> "prefix %s of network \"%s\" is local to this plant"
                                            .formatted(prefix.cidr(), prefix.networkId()))
                                    .or(() -> SharedHomes.usedElsewhere(tx, cidr))))
                    .ifPresent(reason -> {
                        throw Problem.refused(reason + " and cannot become a shared one");
                    });
        }
    }

    /** Everything that is drawn from outside for one event, so that a transaction that runs again does the same again. */
    private record Drawn(Event event, UUID step, long seed, Instant wall, Moment moment) {}

    private Drawn draw(Event event) {
        var wall = world.now();
        long steady = steadyMillis();
        return new Drawn(
                event,
                world.newId(),
                world.random("federation").nextLong(),
                wall,
                new Moment(wall.toEpochMilli(), steady));
    }

    private List<Effect> take(Now before, Event event) {
        var drawn = draw(event);
        if (isOftenQuiet(event)) {
            var stepped = store.read("fed-look", tx -> step(tx, before, drawn));
            if (isQuiet(before.state(), stepped)) {
                now = Optional.of(new Now(stepped.state(), before.revision(), before.reconciled()));
                return stepped.effects();
            }
        }
        return commit(before, drawn).effects();
    }

    private static boolean isOftenQuiet(Event event) {
        return switch (event) {
            case Event.Tick _, Event.Started _, Event.Kept _ -> true;
            case Event.Received received -> !(received.message() instanceof Message.Chunk);
            case Event.Appended _, Event.Offered _, Event.Restored _, Event.Operator _ -> false;
        };
    }

    private static boolean isQuiet(PlantState before, Stepped stepped) {
        return stepped.effects().stream().noneMatch(FederationShell::isKept)
                && KeptState.of(before).equals(KeptState.of(stepped.state()));
    }

    private static boolean isKept(Effect effect) {
        return effect instanceof Effect.Keep || effect instanceof Effect.Replace;
    }

    private Stepped step(Tx tx, Now before, Drawn drawn) {
        return PlantStep.step(
                before.state(),
                drawn.event(),
                new Surroundings(
                        drawn.moment(),
                        new SplittableRandom(drawn.seed()),
                        identity.signer(),
                        acceptance,
                        new DatabaseLog(tx.federation()),
                        new DatabasePlane(
                                tx, drawn.wall(), before.isReconciled(), identity.smith(), sightings, forecast),
                        config));
    }

    private Stepped commit(Now before, Drawn drawn) {
        // Until the commit is known to have happened, nothing is known.
        now = Optional.empty();
        var last = new AtomicReference<Optional<Stepped>>(Optional.empty());
        var stepped = store.run(
                "fed-step",
                tx -> tx.federation()
                        .kept()
                        .filter(kept -> kept.step().equals(drawn.step()))
                        .flatMap(_ -> Objects.requireNonNull(last.get())),
                tx -> {
                    var next = step(tx, before, drawn);
                    var written = alarmed(next, write(tx, before, next, drawn));
                    last.set(Optional.of(written));
                    return written;
                });
        name(stepped.state());
        now = Optional.of(new Now(stepped.state(), before.revision() + 1, before.reconciled()));
        return stepped;
    }

    private static Stepped alarmed(Stepped stepped, List<String> alarms) {
        var effects = new ArrayList<>(stepped.effects());
        alarms.forEach(text -> effects.add(new Effect.Alarm(text)));
        return new Stepped(stepped.state(), List.copyOf(effects));
    }

    /** @return what somebody should know of */
    private List<String> write(Tx tx, Now before, Stepped stepped, Drawn drawn) {
        var table = tx.federation();
        var state = stepped.state();
        if (state.ledger().state().isPresent()) {
            name(state);
        }
        var kept = new Kept(
                before.revision() + 1,
                KeptState.FORMAT,
                drawn.step(),
                before.reconciled(),
                Bytes.of(KeptState.of(state).bytes()));
        if (!table.keep(kept)) {
            throw Problem.changed("state of the federation", state.me().text());
        }
        boolean replaced = false;
        for (var effect : stepped.effects()) {
            if (effect instanceof Effect.Keep keep) {
                table.append(Log.OWN, keep.from(), keep.entries());
            } else if (effect instanceof Effect.Replace replace) {
                replaced = true;
                table.forget(Log.OWN);
                table.append(Log.OWN, 0, replace.entries());
            }
        }
        candidate(table, before.state().joiner(), state.joiner());
        members(table, before.state(), state);
        fabrics(tx, before.state(), state);
        var alarms = new ArrayList<>(
                new SharedPrefixes(tx, drawn.wall(), before.state(), state, before.isReconciled()).write(replaced));
        alarms.addAll(mirrors(tx, before.state(), stepped, drawn.wall()));
        if (!SharedPrefixes.shared(before.state()).equals(SharedPrefixes.shared(state))) {
            new Mirrors(tx, drawn.wall(), state).prefixesChanged();
        }
        return alarms;
    }

    private static List<String> mirrors(Tx tx, PlantState before, Stepped stepped, Instant wall) {
        var mirrors = new Mirrors(tx, wall, stepped.state());
        boolean began = before.ledger().state().isEmpty()
                && stepped.state().ledger().state().isPresent();
        for (var effect : stepped.effects()) {
            if (effect instanceof Effect.Replace replace) {
                mirrors.rebuild(replace.entries());
            } else if (effect instanceof Effect.Keep keep && began) {
                mirrors.rebuild(keep.entries());
            } else if (effect instanceof Effect.Keep keep) {
                mirrors.follow(keep.entries());
            }
        }
        return mirrors.alarms();
    }

    /** Tries again what mirrors could not do before. */
    void mendMirrors() {
        var known = current().state();
        if (known.ledger().state().isPresent()) {
            var wall = world.now();
            store.run("fed-mirrors", tx -> {
                new Mirrors(tx, wall, known).mend();
                return true;
            });
        }
    }

    /** Only what is new is written, as long as it is the same join. */
    private static void candidate(FederationTable table, Optional<Joiner> before, Optional<Joiner> after) {
        long there = before.map(joiner -> joiner.candidate().head().seq() + 1).orElse(0L);
        boolean same = before.isPresent()
                && after.isPresent()
                && before.get().invite().joinId().equals(after.get().invite().joinId())
                && after.get().candidate().head().seq() + 1 >= there;
        if (!same && there > 0) {
            table.forget(Log.CANDIDATE);
        }
        long from = same ? there : 0;
        after.map(joiner -> joiner.entries().between(from, Long.MAX_VALUE))
                .filter(entries -> !entries.isEmpty())
                .ifPresent(entries -> table.append(Log.CANDIDATE, from, entries));
    }

    private static void members(FederationTable table, PlantState before, PlantState after) {
        var old = before.ledger().state().map(known -> known.members());
        var changed = after.ledger().state().map(known -> known.members());
        if (!old.equals(changed)) {
            table.setMembers(changed.map(members -> members.all().stream()
                            .map(member -> new FederationTable.Member(
                                    member.plant().text(),
                                    member.record().label(),
                                    member.status().name()))
                            .toList())
                    .orElse(List.of()));
        }
    }

    /** What plants told of their partitions counts as long as they, and this one, are members. */
    private static void fabrics(Tx tx, PlantState before, PlantState after) {
        var kept = tellers(after);
        if (!kept.containsAll(tellers(before))) {
            tx.plantFabrics().keepOnly(kept);
        }
    }

    private static Set<String> tellers(PlantState state) {
        return state.phase().inFederation()
                ? state.ledger().state().stream()
                        .flatMap(known -> known.members().living().stream())
                        .map(member -> member.plant().text())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** The lineage that this plant follows as a member. */
    Optional<Hash> lineage() {
        var state = state();
        return state.phase().inFederation()
                ? state.ledger().state().map(known -> known.epoch().lineage())
                : Optional.empty();
    }

    /** Whether there is nothing that time could change. */
    boolean isAlone() {
        var state = state();
        return state.phase() == Phase.STANDALONE && state.ledger().state().isEmpty();
    }
}
