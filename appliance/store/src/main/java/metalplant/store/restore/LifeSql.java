package metalplant.store.restore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.LifeTable;
import metalplant.model.restore.PlantLife;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code plant_life}, which has one row. */
public final class LifeSql implements LifeTable {
    private static final String NAME = "plant";
    private static final Sql FIND = Sql.constant(
            LifeSql.class,
            "FIND",
            "SELECT counter, nonce, mark, restored, why, newcomers_held, addresses_held FROM plant_life WHERE name = ?");
    private static final Sql SAVE = Sql.constant(LifeSql.class, "SAVE", """
            INSERT INTO plant_life (name, counter, nonce, mark, restored, why, newcomers_held, addresses_held)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET counter = excluded.counter, nonce = excluded.nonce, mark = excluded.mark,
                restored = excluded.restored, why = excluded.why, newcomers_held = excluded.newcomers_held,
                addresses_held = excluded.addresses_held
            """);

    private final Db db;

    public LifeSql(Db db) {
        this.db = db;
    }

    @Override
    public Optional<PlantLife> find() {
        return db.one(FIND, LifeSql::row, NAME);
    }

    @Override
    public void save(PlantLife life) {
        db.update(
                SAVE,
                NAME,
                life.counter(),
                life.nonce(),
                life.mark(),
                life.restored().orElse(null),
                life.why(),
                life.newcomersHeld(),
                life.addressesHeld());
    }

    private static PlantLife row(ResultSet row) throws SQLException {
        return new PlantLife(
                row.getLong("counter"),
                row.getObject("nonce", UUID.class),
                row.getLong("mark"),
                Optional.ofNullable(row.getObject("restored", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getString("why"),
                row.getBoolean("newcomers_held"),
                row.getBoolean("addresses_held"));
    }
}
