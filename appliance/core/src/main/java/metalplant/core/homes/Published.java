package metalplant.core.homes;

import static java.lang.System.Logger.Level.WARNING;

import java.util.UUID;
import metalplant.core.store.SharedTable.Row;
import metalplant.core.store.Tx;
import metalplant.federation.homes.HomeTable;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.SortedTree;
import metalplant.model.Entity;
import metalplant.model.Problem;

/** Notes what is to be published of own entities, in the transaction that changes them. */
final class Published {
    private static final System.Logger LOG = System.getLogger(Published.class.getName());
    private static final int NAME_MAX = 128;

    private Published() {}

    /** An own entity is new or changed; those of other plants are theirs to tell of. */
    @SuppressWarnings("unchecked")
    static <E extends Entity<E>> void changed(Tx tx, String kind, E entity) {
        changed(tx, (SharedKind<E>) SharedKind.find(kind).orElseThrow(), entity);
    }

    static <E extends Entity<E>> void changed(Tx tx, SharedKind<E> kind, E entity) {
        if (!entity.stamp().home().isEmpty() || !kind.isShared(entity)) {
            return;
        }
        var id = entity.stamp().uid();
        var known = tx.shared().find(id);
        var name = known.map(Row::name).orElse(entity.id());
        try {
            requireName(name);
            var content = kind.content(tx, entity).bytes();
            if (known.filter(row -> row.content().equals(content) && !row.deleted())
                    .isPresent()) {
                return;
            }
            var table = known.map(row -> table(row).changed(id, name, content))
                    .orElseGet(() -> HomeTable.EMPTY.created(kind.name, id, "", name, content));
            tx.shared()
                    .save(row(
                            table.rows().get(id).orElseThrow(),
                            kind.place,
                            entity.id(),
                            known.filter(Row::brought).isPresent(),
                            true));
        } catch (Problem e) {
            LOG.log(WARNING, "{0} stays with this plant id={1}: {2}", kind.name, entity.id(), e.getMessage());
        }
    }

    private static void requireName(String name) {
        boolean odd = name.isEmpty() || name.length() > NAME_MAX || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        if (odd) {
            throw Problem.refused("its id is not 1 to %d printable characters".formatted(NAME_MAX));
        }
    }

    /** An own entity is gone. As long as there are others, its row stays: it may be on its way to them. */
    static void deleted(Tx tx, UUID id) {
        var known = tx.shared().find(id);
        if (known.isEmpty()) {
            return;
        }
        if (tx.federation().members().isEmpty()) {
            tx.shared().remove(id);
            return;
        }
        var row = known.get();
        table(row)
                .deleted(id)
                .rows()
                .get(id)
                .ifPresent(gone ->
                        tx.shared().save(row(gone, row.place(), row.localId(), row.brought(), row.published() >= 0)));
    }

    /** The rules of homes for this one entity. */
    static HomeTable table(Row row) {
        var its = new HomeTable.Row(
                row.kind(), row.id(), row.version(), row.published(), "", row.name(), row.content(), row.deleted());
        return new HomeTable(SortedTree.<UUID, HomeTable.Row>empty().with(row.id(), its));
    }

    static Row row(HomeTable.Row row, int place, String localId, boolean brought, boolean pending) {
        return new Row(
                row.id(),
                row.kind(),
                place,
                localId,
                "",
                row.version(),
                row.published(),
                row.name(),
                row.content(),
                brought,
                row.deleted(),
                pending);
    }

    /** A row of an entity that another plant changes. */
    static Row mirror(metalplant.federation.homes.Entity entity, int place, String localId, boolean deleted) {
        return new Row(
                entity.id(),
                entity.kind(),
                place,
                localId,
                entity.home().text(),
                entity.version(),
                entity.version().number(),
                entity.name(),
                Bytes.EMPTY,
                false,
                deleted,
                false);
    }
}
