package metalplant.federation.homes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Version;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * The entities whose home is this plant, as its own database has them: ahead of the ledger after a local change, behind it after
 * a restore. What the ledger says wins; a change that was not published yet gets a version behind the ledger's.
 *
 * @param rows by entity; a deleted one stays until the ledger shows that it is gone
 */
public record HomeTable(SortedTree<UUID, Row> rows) {
    /** No entities. */
    public static final HomeTable EMPTY = new HomeTable(SortedTree.empty());

    /**
     * One entity.
     *
     * @param published version that the ledger has; absent versions are older than all others
     */
    public record Row(
            String kind,
            UUID id,
            Version version,
            long published,
            String scope,
            String name,
            Bytes content,
            boolean deleted) {
        Row published(Version seen) {
            return new Row(
                    kind,
                    id,
                    version.compareTo(seen) >= 0 ? version : seen,
                    seen.number(),
                    scope,
                    name,
                    content,
                    deleted);
        }
    }

    /** A new entity. */
    public HomeTable created(String kind, UUID id, String scope, String name, Bytes content) {
        return new HomeTable(rows.with(id, new Row(kind, id, new Version(0, 1), -1, scope, name, content, false)));
    }

    /** A changed one; unknown ids change nothing. */
    public HomeTable changed(UUID id, String name, Bytes content) {
        return rows.get(id)
                .filter(row -> !row.deleted())
                .map(row -> with(new Row(
                        row.kind(), id, row.version().next(), row.published(), row.scope(), name, content, false)))
                .orElse(this);
    }

    /** A deleted one. One that nobody else ever saw is gone at once. */
    public HomeTable deleted(UUID id) {
        return rows.get(id)
                .filter(row -> !row.deleted())
                .map(row -> with(new Row(
                        row.kind(),
                        id,
                        row.version().next(),
                        row.published(),
                        row.scope(),
                        row.name(),
                        row.content(),
                        true)))
                .orElse(this);
    }

    private HomeTable with(Row row) {
        return new HomeTable(rows.with(row.id(), row));
    }

    /** Rows that the ledger does not show yet. One that was deleted before anybody saw it is of no interest to others. */
    public List<Row> unpublished(Homes homes, int max) {
        return rows.values().stream()
                .filter(row -> homes.find(row.id())
                        .map(known -> known.version().compareTo(row.version()) < 0)
                        .orElse(!row.deleted()))
                .limit(max)
                .toList();
    }

    /** The table after an entry of the ledger, in the same transaction in which the entry is kept. */
    public HomeTable after(HomeCommand command, PlantId author, PlantId me, Homes homes) {
        return switch (command) {
            case HomeCommand.EntityPut put when author.equals(me) -> published(put);
            case HomeCommand.EntityPut _, HomeCommand.NameClaim _, HomeCommand.SpanClaim _ -> this;
            case HomeCommand.Batch batch -> {
                var changed = this;
                for (var part : batch.parts()) {
                    changed = changed.after(part, author, me, homes);
                }
                yield changed;
            }
            case HomeCommand.EntityDelete delete -> new HomeTable(rows.without(delete.id()));
            case HomeCommand.HomeMove move -> moved(move, me, homes);
        };
    }

    private HomeTable published(HomeCommand.EntityPut put) {
        var row = rows.get(put.id());
        if (row.isEmpty() || row.get().version().compareTo(put.version()) <= 0) {
            // Its own entry, or one from before a restore that the database has forgotten.
            boolean deleted = row.filter(Row::deleted).isPresent();
            return with(new Row(
                    put.kind(),
                    put.id(),
                    deleted ? put.version().next() : put.version(),
                    put.version().number(),
                    put.scope(),
                    put.name(),
                    put.content(),
                    deleted));
        }
        return with(row.get().published(put.version()));
    }

    private HomeTable moved(HomeCommand.HomeMove move, PlantId me, Homes homes) {
        if (!move.to().equals(me)) {
            return new HomeTable(rows.without(move.id()));
        }
        return homes.find(move.id())
                .map(entity -> with(new Row(
                        entity.kind(),
                        entity.id(),
                        entity.version(),
                        entity.version().number(),
                        entity.scope(),
                        entity.name(),
                        entity.content(),
                        false)))
                .orElse(this);
    }

    /**
     * The table after a change of lineage: what the new ledger has seen is as it says, what it never saw stays to be published.
     *
     * @param everPut every entity that the new ledger ever had
     */
    public HomeTable rebased(Homes homes, Set<UUID> everPut, PlantId me) {
        SortedTree<UUID, Row> kept = SortedTree.empty();
        for (var row : rows.values()) {
            if (!everPut.contains(row.id())) {
                kept = kept.with(row.id(), fresh(row));
            }
        }
        for (var entity : homes.all()) {
            if (entity.home().equals(me)) {
                kept = kept.with(
                        entity.id(),
                        new Row(
                                entity.kind(),
                                entity.id(),
                                entity.version(),
                                entity.version().number(),
                                entity.scope(),
                                entity.name(),
                                entity.content(),
                                false));
            }
        }
        return new HomeTable(kept);
    }

    /** In a ledger that never saw it an entity was never moved. */
    private static Row fresh(Row row) {
        return new Row(
                row.kind(),
                row.id(),
                new Version(0, row.version().number()),
                -1,
                row.scope(),
                row.name(),
                row.content(),
                row.deleted());
    }

    /** Entities of a run of entries. */
    public static Set<UUID> everPut(List<HomeCommand> commands) {
        var ids = new HashSet<UUID>();
        for (var command : commands) {
            for (var part : command.parts()) {
                if (part instanceof HomeCommand.EntityPut put) {
                    ids.add(put.id());
                }
            }
        }
        return ids;
    }
}
