package metalplant.core.homes;

import static java.lang.System.Logger.Level.INFO;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import metalplant.core.store.SharedTable.Row;
import metalplant.core.store.Tx;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Version;
import metalplant.federation.homes.Entity.Standing;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.homes.Homes;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.Stamp;

/**
 * Brings the entities of this plant up to the ledger, in the transaction that keeps the entries.
 *
 * <pre>
 * ledger                                here
 * at home elsewhere, name undecided     nothing yet
 * at home elsewhere, has its name       a row with this id; an own one of that name that others did not get gives way
 * at home elsewhere, name lost          a row with the id name~plant
 * at home here                          the row that is here; the ledger's content if this database had forgotten it
 * deleted                               nothing; a row that is still used here stays until it is not
 * </pre>
 *
 * <p>A row keeps the id under which it first appeared. Content of another plant is hostile until it is read: what cannot be an entity is
 * left out with an alarm.
 *
 * @see "docs/adr/0018"
 */
public final class Mirrors {
    private static final System.Logger LOG = System.getLogger(Mirrors.class.getName());

    private final Tx tx;
    private final Instant now;
    private final PlantState state;
    private final Homes homes;
    private final List<String> alarms = new ArrayList<>();

    /** @param state behind the step */
    public Mirrors(Tx tx, Instant now, PlantState state) {
        this.tx = tx;
        this.now = now;
        this.state = state;
        this.homes = state.ledger().state().map(known -> known.homes()).orElse(Homes.NONE);
    }

    /** What somebody should know of. */
    public List<String> alarms() {
        return List.copyOf(alarms);
    }

    /** Takes in these new entries. */
    public void follow(List<Bytes> entries) {
        var touched = new LinkedHashSet<UUID>();
        var read = bodies(entries);
        tx.shared().expect(named(read));
        var spans = new SpanMirror(tx, state.me(), homes);
        for (var body : read) {
            spans.follow(body.command());
            if (body.command() instanceof HomeCommand command) {
                for (var part : command.parts()) {
                    if (part instanceof HomeCommand.OfOne one) {
                        ownSide(one, body.author());
                        touched.add(one.id());
                    }
                }
            }
        }
        touched.forEach(this::reconcile);
    }

    private static List<UUID> named(List<Body> bodies) {
        return bodies.stream()
                .filter(body -> body.command() instanceof HomeCommand)
                .flatMap(body -> ((HomeCommand) body.command()).parts().stream())
                .filter(HomeCommand.OfOne.class::isInstance)
                .map(part -> ((HomeCommand.OfOne) part).id())
                .toList();
    }

    private static List<Body> bodies(List<Bytes> entries) {
        return entries.stream().map(Mirrors::body).toList();
    }

    /** Entries that are kept were read before. */
    private static Body body(Bytes entry) {
        try {
            return CanonicalForm.decode(Entry.class, entry.toArray()).body();
        } catch (Malformed | UnknownKind e) {
            throw new IllegalStateException("an accepted entry cannot be read", e);
        }
    }

    /** What the home's own rules make of an entry. */
    private void ownSide(HomeCommand.OfOne command, PlantId author) {
        boolean ofOthers = command instanceof HomeCommand.EntityPut && !author.equals(state.me());
        if (ofOthers || command instanceof HomeCommand.NameClaim) {
            return;
        }
        var id = command.id();
        var own = tx.shared().find(id).filter(Row::isOwn);
        var before = own.map(Published::table).orElse(HomeTable.EMPTY);
        var after = before.after(command, author, state.me(), homes);
        if (after.equals(before)) {
            return;
        }
        var row = after.rows().get(id);
        if (row.isEmpty()) {
            if (command instanceof HomeCommand.EntityDelete) {
                own.ifPresent(this::forget);
            }
            return;
        }
        boolean forgotten =
                own.filter(known -> known.content().equals(row.get().content())).isEmpty();
        if (forgotten && !row.get().deleted()) {
            SharedKind.find(row.get().kind()).ifPresent(kind -> takeBack(kind, row.get()));
            return;
        }
        int place = own.map(Row::place).orElse(0);
        var localId = tx.shared().find(id).map(Row::localId).orElse(row.get().name());
        boolean pending =
                row.get().deleted() || row.get().version().number() > row.get().published();
        tx.shared()
                .save(Published.row(
                        row.get(), place, localId, own.filter(Row::brought).isPresent(), pending));
    }

    /** An own entity that the ledger knows better: after a restore, or because its home is here from now on. */
    private <E extends Entity<E>> void takeBack(SharedKind<E> kind, HomeTable.Row row) {
        try {
            var content = SharedContent.read(row.content());
            var known =
                    tx.shared().find(row.id()).flatMap(each -> kind.table(tx).find(each.localId()));
            var localId = known.map(Entity::id)
                    .orElseGet(() -> kind.table(tx).find(row.name()).isEmpty()
                            ? row.name()
                            : free(kind, row.id(), row.name(), state.me()));
            var created = known.map(each -> each.stamp().created()).orElse(now);
            var entity = kind.entity(tx, localId, content, new Stamp(row.id(), "", 0, created, now));
            replace(kind, known, entity, content);
            tx.shared().save(Published.row(row, kind.place, localId, false, false));
        } catch (Problem e) {
            alarms.add("own %s \"%s\" of the ledger is of no use: %s".formatted(kind.name, row.name(), e.getMessage()));
        }
    }

    /** The ledger says that an own entity is gone; after a restore it may be here once more. */
    private void forget(Row row) {
        SharedKind.find(row.kind()).ifPresent(kind -> remove(kind, row));
    }

    private <E extends Entity<E>> void remove(SharedKind<E> kind, Row row) {
        var known = kind.table(tx)
                .find(row.localId())
                .filter(entity -> entity.stamp().uid().equals(row.id()));
        if (known.isPresent() && kind.isUsed(tx, row.localId())) {
            if (!row.deleted() || row.isOwn()) {
                LOG.log(
                        INFO,
                        "{0} is gone elsewhere and stays as long as it is used here id={1}",
                        kind.name,
                        row.localId());
            }
            tx.shared()
                    .save(new Row(
                            row.id(),
                            row.kind(),
                            row.place(),
                            row.localId(),
                            row.isOwn() ? state.me().text() : row.home(),
                            row.version(),
                            row.published(),
                            row.name(),
                            Bytes.EMPTY,
                            false,
                            true,
                            false));
            return;
        }
        known.ifPresent(gone -> {
            kind.vanish(tx, gone);
            kind.table(tx).delete(gone);
        });
        tx.shared().remove(row.id());
        if (known.isPresent()) {
            kind.repoint(tx, row.localId(), row.localId());
        }
    }

    /** One row instead of another, with what belongs to it. */
    private <E extends Entity<E>> E replace(SharedKind<E> kind, Optional<E> old, E entity, SharedContent content) {
        old.ifPresent(each -> {
            kind.unsettle(tx, each);
            kind.table(tx).delete(each);
        });
        var stored = kind.table(tx).insert(entity);
        kind.inserted(tx, stored);
        kind.settle(tx, stored, content);
        return stored;
    }

    private void reconcile(UUID id) {
        var row = tx.shared().find(id);
        var entity = homes.find(id);
        if (entity.isEmpty()) {
            row.filter(each -> !each.isOwn()).ifPresent(this::forget);
            return;
        }
        var kind = SharedKind.find(entity.get().kind());
        if (!entity.get().home().equals(state.me())) {
            kind.ifPresent(each -> mirror(each, entity.get(), row));
        } else if (row.filter(Row::isOwn).isEmpty()) {
            kind.ifPresent(each -> takeBack(each, asPublished(entity.get())));
        }
    }

    private static HomeTable.Row asPublished(metalplant.federation.homes.Entity entity) {
        return new HomeTable.Row(
                entity.kind(),
                entity.id(),
                entity.version(),
                entity.version().number(),
                "",
                entity.name(),
                entity.content(),
                false);
    }

    private <E extends Entity<E>> void mirror(
            SharedKind<E> kind, metalplant.federation.homes.Entity entity, Optional<Row> row) {
        try {
            if (row.isPresent()) {
                refresh(kind, entity, row.get());
            } else if (entity.standing() != Standing.PENDING) {
                place(kind, entity);
            }
        } catch (Problem e) {
            alarms.add("%s \"%s\" of plant %s is left out: %s"
                    .formatted(kind.name, entity.name(), label(entity.home()), e.getMessage()));
        }
    }

    private <E extends Entity<E>> void refresh(SharedKind<E> kind, metalplant.federation.homes.Entity entity, Row row) {
        var content = SharedContent.read(entity.content());
        var known = kind.table(tx).find(row.localId());
        var home = entity.home().text();
        var stamp = known.map(Entity::stamp).orElse(new Stamp(entity.id(), home, 0, now, now));
        boolean sameHome = known.isPresent() && stamp.home().equals(home);
        var changed = kind.entity(
                tx,
                row.localId(),
                content,
                new Stamp(entity.id(), home, sameHome ? stamp.version() : 0, stamp.created(), now));
        if (sameHome) {
            kind.settle(tx, kind.table(tx).update(changed), content);
        } else {
            replace(kind, known, changed, content);
        }
        alarms.addAll(kind.remarks(tx, changed));
        tx.shared().save(Published.mirror(entity, kind.place, row.localId(), false));
    }

    private <E extends Entity<E>> void place(SharedKind<E> kind, metalplant.federation.homes.Entity entity) {
        var content = SharedContent.read(entity.content());
        var stamp = new Stamp(entity.id(), entity.home().text(), 0, now, now);
        boolean held = entity.standing() == Standing.HELD;
        var occupant = held ? kind.table(tx).find(entity.name()) : Optional.<E>empty();
        // What cannot be an entity must not move anything out of its way.
        kind.entity(tx, entity.name(), content, stamp);
        boolean adopted = occupant.filter(other -> isSame(kind, other, content)).isPresent();
        boolean bare = held
                && (occupant.isEmpty()
                        || adopted
                        || occupant.filter(other -> gaveWay(kind, other)).isPresent());
        if (adopted) {
            occupant.ifPresent(other -> {
                kind.unsettle(tx, other);
                kind.table(tx).delete(other);
                Published.deleted(tx, other.stamp().uid());
            });
        }
        var localId = bare ? entity.name() : free(kind, entity.id(), entity.name(), entity.home());
        var copy = replace(kind, Optional.empty(), kind.entity(tx, localId, content, stamp), content);
        tx.shared().save(Published.mirror(entity, kind.place, localId, false));
        kind.repoint(tx, localId, localId);
        alarms.addAll(kind.remarks(tx, copy));
    }

    /** Both plants had it before they met, with equal content, or their operators know that it is the same. */
    private <E extends Entity<E>> boolean isSame(SharedKind<E> kind, E other, SharedContent content) {
        return other.stamp().home().isEmpty()
                && tx.shared().find(other.stamp().uid()).filter(Row::brought).isPresent()
                && (kind.isSaidToBeSame(other)
                        || kind.content(tx, other).essence().equals(content.essence()));
    }

    /** An own entity whose name another plant's has got is called by its plant's name, too. */
    private <E extends Entity<E>> boolean gaveWay(SharedKind<E> kind, E own) {
        if (!own.stamp().home().isEmpty() || !kind.canBeRenamed(tx, own.id())) {
            return false;
        }
        var name = tx.shared().find(own.stamp().uid()).map(Row::name).orElse(own.id());
        var to = free(kind, own.stamp().uid(), name, state.me());
        var content = kind.content(tx, own);
        var renamed = kind.entity(
                tx, to, content, new Stamp(own.stamp().uid(), "", 0, own.stamp().created(), now));
        replace(kind, Optional.of(own), renamed, content);
        kind.repoint(tx, own.id(), to);
        tx.shared().find(own.stamp().uid()).ifPresent(row -> tx.shared().save(moved(row, to)));
        alarms.add("%s \"%s\" of this plant is called \"%s\" now: another plant was first with that name"
                .formatted(kind.name, own.id(), to));
        return true;
    }

    private static Row moved(Row row, String localId) {
        return new Row(
                row.id(),
                row.kind(),
                row.place(),
                localId,
                row.home(),
                row.version(),
                row.published(),
                row.name(),
                row.content(),
                row.brought(),
                row.deleted(),
                row.pending());
    }

    /** An id that nobody has here: with the plant's name, and if that is taken with the internal id, too. */
    private <E extends Entity<E>> String free(SharedKind<E> kind, UUID id, String name, PlantId home) {
        var byPlant = name + "~" + label(home);
        return kind.table(tx).find(byPlant).isEmpty() ? byPlant : byPlant + "~" + id;
    }

    private String label(PlantId plant) {
        return state.ledger()
                .state()
                .flatMap(known -> known.members().find(plant))
                .map(Member::record)
                .map(record -> record.label())
                .orElse(plant.text());
    }

    /**
     * Begins anew: a federation began, this plant joined one, follows another lineage, or is alone again. Nothing that is here gets
     * lost: what was another plant's becomes its own when it is alone, and what the ledger had once and has no more is a new entity.
     *
     * @param entries the whole ledger
     */
    public void rebuild(List<Bytes> entries) {
        var everPut = HomeTable.everPut(bodies(entries).stream()
                .map(Body::command)
                .filter(HomeCommand.class::isInstance)
                .map(HomeCommand.class::cast)
                .toList());
        boolean alone = state.ledger().state().isEmpty();
        for (var row : tx.shared().all()) {
            boolean waits = row.isOwn() && row.deleted() && isMine(row.id());
            if (row.isOwn() && !waits) {
                tx.shared().remove(row.id());
            } else if (!row.isOwn() && !alone && homes.find(row.id()).isEmpty()) {
                forget(row);
            }
        }
        SharedKind.ALL.forEach(kind -> rebuild(kind, everPut, alone));
        inOrder().forEach(entity -> reconcile(entity.id()));
        prefixesChanged();
        new SpanMirror(tx, state.me(), homes).rebuild();
    }

    /** Which prefixes plants share is another one from now on: networks have rows for those, and only for those. */
    public void prefixesChanged() {
        SharedNetworks.settleAll(tx);
    }

    /** What others refer to comes first, as in the ledger. */
    private List<metalplant.federation.homes.Entity> inOrder() {
        return homes.all().stream()
                .sorted(Comparator.comparingInt(entity ->
                        SharedKind.find(entity.kind()).map(kind -> kind.place).orElse(0)))
                .toList();
    }

    private boolean isMine(UUID id) {
        return homes.find(id).filter(entity -> entity.home().equals(state.me())).isPresent();
    }

    private <E extends Entity<E>> void rebuild(SharedKind<E> kind, Set<UUID> everPut, boolean alone) {
        for (var entity : kind.shared(tx)) {
            if (alone && !entity.stamp().home().isEmpty()) {
                tx.shared().remove(entity.stamp().uid());
                enrol(kind, restamped(kind, entity, entity.stamp().uid()), true);
            } else if (entity.stamp().home().isEmpty()) {
                own(kind, entity, everPut);
            }
        }
    }

    private <E extends Entity<E>> void own(SharedKind<E> kind, E entity, Set<UUID> everPut) {
        var uid = entity.stamp().uid();
        var known = homes.find(uid);
        if (known.isPresent() && isMine(uid)) {
            // The ledger's version, and then what is different here.
            tx.shared().save(Published.row(asPublished(known.get()), kind.place, entity.id(), false, false));
            Published.changed(tx, kind, entity);
        } else if (known.isPresent() && hasEssence(kind, entity, known.get().content())) {
            tx.shared().save(Published.mirror(known.get(), kind.place, entity.id(), false));
        } else if (known.isPresent() || everPut.contains(uid)) {
            var text = "%s in %s behind %s"
                    .formatted(uid, state.me().text(), state.ledger().head());
            enrol(kind, restamped(kind, entity, UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))), true);
        } else {
            enrol(kind, entity, true);
        }
    }

    private <E extends Entity<E>> boolean hasEssence(SharedKind<E> kind, E entity, Bytes content) {
        try {
            return kind.content(tx, entity)
                    .essence()
                    .equals(SharedContent.read(content).essence());
        } catch (Problem e) {
            return false;
        }
    }

    /** The same entity as this plant's own, under this internal id. */
    private <E extends Entity<E>> E restamped(SharedKind<E> kind, E entity, UUID uid) {
        var own = new Stamp(uid, "", 0, entity.stamp().created(), entity.stamp().changed());
        var content = told(kind, entity);
        if (content.isPresent()) {
            return replace(kind, Optional.of(entity), entity.withStamp(own), content.get());
        }
        kind.table(tx).delete(entity);
        return kind.table(tx).insert(entity.withStamp(own));
    }

    /** Empty for one that refers to what is not here: it stays, and nobody is told of it. */
    private <E extends Entity<E>> Optional<SharedContent> told(SharedKind<E> kind, E entity) {
        try {
            return Optional.of(kind.content(tx, entity));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    private <E extends Entity<E>> void enrol(SharedKind<E> kind, E entity, boolean brought) {
        Published.changed(tx, kind, entity);
        tx.shared()
                .find(entity.stamp().uid())
                .ifPresent(row -> tx.shared()
                        .save(new Row(
                                row.id(),
                                row.kind(),
                                row.place(),
                                row.localId(),
                                row.home(),
                                row.version(),
                                row.published(),
                                row.name(),
                                row.content(),
                                brought,
                                row.deleted(),
                                row.pending())));
    }

    /** Tries again what could not be done before: rows that were still used, entities that were left out. */
    public void mend() {
        var versions = new HashMap<UUID, Version>();
        for (var row : tx.shared().all()) {
            versions.put(row.id(), row.version());
            boolean neverSeen = row.isOwn() && row.deleted() && row.published() < 0;
            if (neverSeen && state.pending().isEmpty() && homes.find(row.id()).isEmpty()) {
                tx.shared().remove(row.id());
            } else if (!row.isOwn() && row.deleted()) {
                forget(row);
            }
        }
        for (var entity : inOrder()) {
            var known = versions.get(entity.id());
            boolean behind = known == null || known.compareTo(entity.version()) < 0;
            if (behind && !entity.home().equals(state.me())) {
                reconcile(entity.id());
            }
        }
        untold(versions.keySet());
        prefixesChanged();
        new SpanMirror(tx, state.me(), homes).mend();
    }

    /** Networks that were here before this software shared any, each in its plant: equal ones become one, as at a join. */
    private void untold(Set<UUID> known) {
        var networks = new SharedNetworks();
        for (var network : networks.shared(tx)) {
            boolean told = !network.stamp().home().isEmpty()
                    || known.contains(network.stamp().uid());
            if (!told && homes.find(network.stamp().uid()).isEmpty()) {
                enrol(networks, network, true);
            }
        }
    }
}
