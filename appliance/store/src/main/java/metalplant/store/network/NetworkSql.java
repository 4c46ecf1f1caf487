package metalplant.store.network;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.store.NetworkTable;
import metalplant.core.store.Page;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkUse;
import metalplant.store.ip.Families;
import metalplant.store.kernel.Conditions;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.EntitySql;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlTable;

/** Table {@code network_entity}, and the counts of what is taken from its prefixes. */
public final class NetworkSql extends SqlTable<Network> implements NetworkTable {
    static final EntitySql<Network> SQL = EntitySql.of(
            NetworkSql.class,
            "network_entity",
            "network",
            Network.class,
            List.of(
                    new EntitySql.Column<>("name", Network::name),
                    new EntitySql.Column<>("partition_id", Network::partitionId),
                    new EntitySql.Column<>("project_id", Network::projectId),
                    new EntitySql.Column<>("parent_id", Network::parentId),
                    new EntitySql.Column<>("private_super", Network::privateSuper),
                    new EntitySql.Column<>("underlay", Network::underlay),
                    new EntitySql.Column<>("nat", Network::nat),
                    new EntitySql.Column<>("vrf", Network::vrf)));
    private static final Sql FIND_ALL = SQL.where(NetworkSql.class, "FIND_ALL", "WHERE id = ANY (?) ORDER BY id");
    private static final Sql PRIVATE_SUPER_OF =
            SQL.where(NetworkSql.class, "PRIVATE_SUPER_OF", "WHERE partition_id = ? AND private_super = TRUE");
    private static final Sql UNDERLAY_OF =
            SQL.where(NetworkSql.class, "UNDERLAY_OF", "WHERE partition_id = ? AND underlay = TRUE");
    private static final Sql OF_PROJECT = SQL.where(NetworkSql.class, "OF_PROJECT", "WHERE project_id = ?");
    private static final Sql CHILD = SQL.where(NetworkSql.class, "CHILD", "WHERE parent_id = ? LIMIT 1");

    private static final String HAS_PREFIX =
            "id IN (SELECT p.network_id FROM ip_prefix p WHERE p.bits = ? AND p.lo = ? UNION ALL SELECT c.network_id FROM ip_child c WHERE c.bits = ? AND c.lo = ?)";
    private static final String ADDRESSES =
            "SELECT i.network_id, i.bits, CAST(-1 AS SMALLINT) AS child, count(*) AS used FROM ip_address i";
    private static final String PER_FAMILY = " GROUP BY i.network_id, i.bits";
    private static final String CHILDREN =
            " UNION ALL SELECT p.network_id, p.bits, c.mask_length AS child, count(*) AS used FROM ip_child c JOIN ip_prefix p ON p.id = c.parent_id";
    private static final String PER_LENGTH = " GROUP BY p.network_id, p.bits, c.mask_length";
    private static final Sql USE_OF = Sql.constant(
            NetworkSql.class,
            "USE_OF",
            ADDRESSES
                    + " WHERE i.prefix_id IN (SELECT q.id FROM ip_prefix q WHERE q.network_id = ANY (?) UNION ALL SELECT d.id FROM ip_child d WHERE d.network_id = ANY (?))"
                    + PER_FAMILY
                    + CHILDREN
                    + " WHERE p.network_id = ANY (?)"
                    + PER_LENGTH);

    public NetworkSql(Db db) {
        super(db, SQL);
    }

    @Override
    public List<Network> find(NetworkQuery query) {
        return found(query)
                .map(where -> db.all(where.statement(SQL.select(), "ORDER BY id"), this::row, where.values()).stream()
                        .filter(query::matches)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Page<Network, String> page(NetworkQuery query, String after, int max) {
        return found(query)
                .map(where -> page(where, query::matches, after, max))
                .orElse(Page.whole(List.of()));
    }

    /** What columns and prefixes say of it; empty if nothing can match. */
    private static Optional<Conditions> found(NetworkQuery query) {
        var where = new Conditions()
                .and("id = ?", query.id())
                .and("name = ?", query.name())
                .and("partition_id = ?", query.partitionId())
                .and("project_id = ?", query.projectId())
                .and("parent_id = ?", query.parentId())
                .and("private_super = ?", query.privateSuper())
                .and("underlay = ?", query.underlay())
                .and("nat = ?", query.nat())
                .and("vrf = ?", query.vrf());
        for (var text : query.prefixes()) {
            var cidr = Cidr.tryParse(text);
            if (cidr.isEmpty()) {
                return Optional.empty();
            }
            int bits = Families.column(cidr.get().family());
            var base = cidr.get().first().value();
            where.where(HAS_PREFIX, bits, base, bits, base);
        }
        return Optional.of(where);
    }

    @Override
    public List<Network> findAll(Collection<String> ids) {
        return db.all(FIND_ALL, this::row, (Object) ids.toArray(String[]::new));
    }

    @Override
    public Optional<Network> privateSuperOf(String partitionId) {
        return lookUp(PRIVATE_SUPER_OF, partitionId).stream().findFirst();
    }

    @Override
    public Optional<Network> underlayOf(String partitionId) {
        return lookUp(UNDERLAY_OF, partitionId).stream().findFirst();
    }

    @Override
    public List<Network> ofProject(String projectId) {
        return lookUp(OF_PROJECT, projectId);
    }

    @Override
    public boolean hasChildren(String networkId) {
        return db.one(CHILD, this::row, networkId).isPresent();
    }

    @Override
    public List<NetworkUse> use(List<String> networkIds) {
        if (networkIds.isEmpty()) {
            return List.of();
        }
        var ids = networkIds.toArray(String[]::new);
        return merge(db.all(USE_OF, NetworkSql::use, ids, ids, ids));
    }

    private static NetworkUse use(ResultSet row) throws SQLException {
        var none = NetworkUse.none(row.getString("network_id"), Families.read(row));
        int child = row.getInt("child");
        long used = row.getLong("used");
        return child < 0 ? none.plusAddresses(used) : none.plusChildren(child, used);
    }

    private record Place(String networkId, AddressFamily family) {}

    private static List<NetworkUse> merge(List<NetworkUse> parts) {
        Map<Place, NetworkUse> merged = new LinkedHashMap<>();
        parts.forEach(part -> merged.merge(new Place(part.networkId(), part.family()), part, NetworkUse::plus));
        return List.copyOf(merged.values());
    }
}
