package metalplant.store.peering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.store.PlantFabricTable;
import metalplant.model.peering.PlantFabric;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.StoreJson;

/** Table {@code fed_fabric}; zones have blanks between them. */
public record PlantFabricSql(Db db) implements PlantFabricTable {
    private static final Sql FIND = sql("FIND", "SELECT heard, body FROM fed_fabric WHERE plant = ?");
    /** Sorted here: an order asked for is none of the database's business with a handful of rows. */
    private static final Sql OTHERS = sql("OTHERS", "SELECT heard, body FROM fed_fabric WHERE plant > ''");

    private static final Sql HEADS =
            sql("HEADS", "SELECT plant, life, revision, zones, heard FROM fed_fabric WHERE plant > ''");
    private static final Sql SAVE = sql(
            "SAVE",
            "INSERT INTO fed_fabric (plant, life, revision, zones, heard, body) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (plant) DO UPDATE SET life = excluded.life, revision = excluded.revision,"
                    + " zones = excluded.zones, heard = excluded.heard, body = excluded.body");
    private static final Sql HEARD = sql("HEARD", "UPDATE fed_fabric SET heard = ? WHERE plant = ?");
    private static final Sql FORGET = sql("FORGET", "DELETE FROM fed_fabric WHERE plant = ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(PlantFabricSql.class, name, text);
    }

    @Override
    public Optional<PlantFabric> find(String plant) {
        return db.one(FIND, PlantFabricSql::row, plant);
    }

    @Override
    public List<PlantFabric> others() {
        return db.all(OTHERS, PlantFabricSql::row).stream()
                .sorted(Comparator.comparing(PlantFabric::plant))
                .toList();
    }

    @Override
    public List<PlantFabric.Head> heads() {
        return db.all(HEADS, PlantFabricSql::head).stream()
                .sorted(Comparator.comparing(PlantFabric.Head::plant))
                .toList();
    }

    @Override
    public void save(PlantFabric fabric) {
        db.update(
                SAVE,
                fabric.plant(),
                fabric.life(),
                fabric.revision(),
                fabric.zones().stream().map(UUID::toString).collect(Collectors.joining(" ")),
                fabric.heard(),
                StoreJson.write(fabric));
    }

    @Override
    public void heard(String plant, Instant at) {
        db.update(HEARD, at, plant);
    }

    @Override
    public void forget(String plant) {
        db.update(FORGET, plant);
    }

    private static PlantFabric row(ResultSet row) throws SQLException {
        return StoreJson.read(row.getString("body"), PlantFabric.class).heardAt(Db.instant(row, "heard"));
    }

    private static PlantFabric.Head head(ResultSet row) throws SQLException {
        return new PlantFabric.Head(
                row.getString("plant"),
                row.getLong("life"),
                row.getLong("revision"),
                Stream.of(row.getString("zones").split(" "))
                        .filter(each -> !each.isEmpty())
                        .map(UUID::fromString)
                        .toList(),
                Db.instant(row, "heard"));
    }
}
