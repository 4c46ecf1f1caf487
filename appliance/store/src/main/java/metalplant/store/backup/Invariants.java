package metalplant.store.backup;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.machine.MachineQuery;
import metalplant.store.DatabaseConfig;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlFailure;

/** What must hold in every database of a plant, looked at in one that was restored. */
public final class Invariants {
    private static final int PAGE = 200;

    /** A prefix is one of its own, or a child of a super network. */
    private static final Sql ADDRESSES = Sql.constant(
            Invariants.class,
            "ADDRESSES",
            "SELECT count(*) AS n FROM ip_address a LEFT JOIN ip_prefix p ON p.id = a.prefix_id LEFT JOIN ip_child c ON c.id = a.prefix_id WHERE p.id IS NULL AND c.id IS NULL");

    private static final Map<String, Sql> NONE = none();

    private Invariants() {}

    private static Map<String, Sql> none() {
        var none = new LinkedHashMap<String, Sql>();
        none.put("machines that no search finds", orphans("SEARCH", "machine", "id", "machine_search", "id"));
        none.put("searched machines that are not there", orphans("SEARCHED", "machine_search", "id", "machine", "id"));
        none.put(
                "hardware of machines that are not there",
                orphans("HARDWARE", "machine_hardware", "id", "machine", "id"));
        none.put("BMCs of machines that are not there", orphans("BMC", "machine_bmc", "id", "machine", "id"));
        none.put("addresses of prefixes that are not there", ADDRESSES);
        none.put(
                "prefixes of networks that are not there",
                orphans("PREFIX", "ip_prefix", "network_id", "network_entity", "id"));
        return none;
    }

    private static Sql orphans(String name, String child, String column, String parent, String key) {
        return Sql.constant(
                Invariants.class,
                name,
                "SELECT count(*) AS n FROM %s c LEFT JOIN %s p ON p.%s = c.%s WHERE p.%s IS NULL"
                        .formatted(child, parent, key, column, key));
    }

    /** What does not hold, with how often; empty if all is well. @throws metalplant.model.Problem DATABASE_UNAVAILABLE */
    public static List<String> broken(DatabaseConfig database) {
        try (var connection = BackupSources.forReading(database).getConnection()) {
            var db = new Db(connection);
            return NONE.entrySet().stream()
                    .map(each -> Map.entry(
                            each.getKey(),
                            db.one(each.getValue(), row -> row.getLong("n")).orElse(0L)))
                    .filter(each -> each.getValue() > 0)
                    .map(each -> "%s: %d".formatted(each.getKey(), each.getValue()))
                    .toList();
        } catch (SQLException | SqlFailure e) {
            throw TableSource.away(e);
        }
    }

    /** Reads all entities and machines as this release understands them; answers how many. */
    public static long readAll(Store store) {
        return store.read("drill", Invariants::entities) + machines(store);
    }

    private static long entities(Tx tx) {
        return List.<Table<?>>of(
                        tx.regions(),
                        tx.zones(),
                        tx.partitions(),
                        tx.images(),
                        tx.sizes(),
                        tx.sizeImageConstraints(),
                        tx.filesystemLayouts(),
                        tx.tenants(),
                        tx.projects(),
                        tx.networks(),
                        tx.peerings(),
                        tx.switches(),
                        tx.orders())
                .stream()
                .mapToLong(table -> table.list().size())
                .sum();
    }

    private static long machines(Store store) {
        return Pages.read(
                        store,
                        "drill-machines",
                        "",
                        (tx, after) -> Page.of(
                                tx.machines().page(MachineQuery.ALL, after, PAGE),
                                PAGE,
                                view -> view.machine().id()))
                .count();
    }
}
