package metalplant.store.ip;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.core.store.FreeRuns;
import metalplant.core.store.IpTable;
import metalplant.core.store.Span;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.store.kernel.Conditions;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Gaps;
import metalplant.store.kernel.Sql;

/** Table {@code ip_address}, and {@code ip_tag} beside it. */
public final class IpSql implements IpTable {
    private static final String COLUMNS =
            "prefix_id, address, bits, allocation, parent_prefix, namespace, network_id, project_id, name, description, ip_type, tags, home, version, created, changed";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM ip_address";
    private static final String IN_NETWORK =
            "prefix_id IN (SELECT p.id FROM ip_prefix p WHERE p.network_id = ? UNION ALL SELECT c.id FROM ip_child c WHERE c.network_id = ?)";
    private static final String PAGE_ORDER = "ORDER BY bits, address, prefix_id LIMIT ?";
    private static final Sql INSERT = sql(
            "INSERT",
            "INSERT INTO ip_address (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (prefix_id, address) DO NOTHING");
    private static final Sql FIND = sql("FIND", SELECT + " WHERE prefix_id = ? AND address = ?");
    private static final Sql BY_ALLOCATION = sql("BY_ALLOCATION", SELECT + " WHERE allocation = ?");
    private static final Sql HOLDERS = sql("HOLDERS", SELECT + " WHERE bits = ? AND address = ?");
    private static final Sql ADDRESSES_OF = sql(
            "ADDRESSES_OF",
            "SELECT project_id, address, bits FROM ip_address WHERE project_id = ANY (?) ORDER BY project_id, bits, address");
    private static final Sql TAGGED = sql("TAGGED", SELECT + " WHERE " + TagSql.HAS_TAG);
    private static final Sql UPDATE = sql(
            "UPDATE",
            "UPDATE ip_address SET name = ?, description = ?, ip_type = ?, tags = ?, version = version + 1, changed = ? WHERE prefix_id = ? AND address = ? AND allocation = ? AND version = ?");
    private static final Sql DELETE = sql(
            "DELETE", "DELETE FROM ip_address WHERE prefix_id = ? AND address = ? AND allocation = ? AND version = ?");
    private static final Sql ANY_IN = sql("ANY_IN", "SELECT bits FROM ip_address WHERE prefix_id = ? LIMIT 1");
    private static final Sql COUNT_OF_PROJECT =
            sql("COUNT_OF_PROJECT", "SELECT count(*) AS addresses FROM ip_address WHERE project_id = ?");
    private static final Sql PAGE = sql(
            "PAGE",
            "SELECT address FROM ip_address WHERE prefix_id = ? AND address >= ? AND address <= ? ORDER BY address LIMIT ?");

    /** Sorted here and not by the database, for the reason that {@code SqlTable.lookUp} gives. */
    private static final Comparator<Ip> BY_ADDRESS =
            Comparator.comparing(Ip::address).thenComparing(Ip::prefixId);

    private static final String IN_RANGE = " WHERE prefix_id = ? AND address >= ? AND address <= ?";
    private static final Sql WITHIN = sql("WITHIN", SELECT + IN_RANGE + " ORDER BY address LIMIT ?");
    private static final Sql LIVE = sql(
            "LIVE", "SELECT count(*) AS live FROM (SELECT address FROM ip_address" + IN_RANGE + " LIMIT ?) AS taken");
    private static final Sql TAKEN = sql(
            "TAKEN",
            "SELECT count(*) FILTER (WHERE created > ? AND created <= ?) AS taken FROM (SELECT created FROM ip_address WHERE prefix_id = ? LIMIT ?) AS known");

    private final Db db;
    private final TagSql tags;
    private final HoldSql holds;

    public IpSql(Db db) {
        this.db = db;
        this.tags = new TagSql(db);
        this.holds = new HoldSql(db);
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(IpSql.class, name, text);
    }

    @Override
    public boolean insert(Ip ip) {
        int written = db.update(
                INSERT,
                ip.prefixId(),
                ip.address().value(),
                Families.column(ip.address().family()),
                ip.allocationUuid(),
                ip.parentPrefix(),
                ip.namespace(),
                ip.networkId(),
                ip.projectId(),
                ip.name(),
                ip.description(),
                ip.type().wire(),
                ip.tags().toArray(String[]::new),
                ip.stamp().home(),
                1L,
                ip.stamp().created(),
                ip.stamp().changed());
        if (written == 0) {
            return false;
        }
        tags.insert(ip);
        return true;
    }

    @Override
    public Optional<Ip> find(UUID prefixId, IpAddress address) {
        return db.one(FIND, IpSql::row, prefixId, address.value());
    }

    @Override
    public Optional<Ip> byAllocation(UUID allocationUuid) {
        return db.one(BY_ALLOCATION, IpSql::row, allocationUuid);
    }

    @Override
    public List<Ip> holders(IpAddress address) {
        return db.all(HOLDERS, IpSql::row, Families.column(address.family()), address.value()).stream()
                .sorted(Comparator.comparing(Ip::projectId).thenComparing(Ip::prefixId))
                .toList();
    }

    @Override
    public List<Ip> page(IpQuery query, Optional<Ip> after, int max) {
        var address = query.address().map(IpAddress::tryParse);
        var allocation = query.allocationUuid().map(IpSql::uuid);
        if (address.filter(Optional::isEmpty).isPresent()
                || allocation.filter(Optional::isEmpty).isPresent()) {
            return List.of();
        }
        var found = new ArrayList<Ip>();
        var last = after;
        while (true) {
            var rows = rows(query, last, max);
            rows.stream().filter(query::matches).limit(max - found.size()).forEach(found::add);
            if (rows.size() < max || found.size() == max) {
                return found;
            }
            last = Optional.of(rows.getLast());
        }
    }

    private List<Ip> rows(IpQuery query, Optional<Ip> after, int max) {
        var address = query.address().flatMap(IpAddress::tryParse);
        var where = new Conditions()
                .and(
                        "bits = ?",
                        query.family().or(() -> address.map(IpAddress::family)).map(Families::column))
                .and("address = ?", address.map(IpAddress::value))
                .and("allocation = ?", query.allocationUuid().flatMap(IpSql::uuid))
                .and("name = ?", query.name())
                .and("parent_prefix = ?", query.parentPrefix())
                .and("project_id = ?", query.projectId())
                .and("ip_type = ?", query.type());
        query.networkId().ifPresent(id -> where.where(IN_NETWORK, id, id));
        query.tags().forEach(tag -> where.where(TagSql.HAS_TAG, TagSql.term(tag)));
        after.ifPresent(last -> where.where(
                "(bits, address, prefix_id) > (?, ?, ?)",
                Families.column(last.address().family()),
                last.address().value(),
                last.prefixId()));
        return db.all(where.statement(SELECT, PAGE_ORDER), IpSql::row, where.values(max));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Map<String, List<IpAddress>> addressesOf(Collection<String> projectIds) {
        var addresses = new TreeMap<String, List<IpAddress>>();
        db.all(
                ADDRESSES_OF,
                row -> addresses
                        .computeIfAbsent(row.getString("project_id"), _ -> new ArrayList<>())
                        .add(Families.address(row, "address")),
                (Object) projectIds.toArray(String[]::new));
        return addresses;
    }

    @Override
    public List<Ip> tagged(String tag) {
        return db.all(TAGGED, IpSql::row, TagSql.term(tag)).stream()
                .sorted(BY_ADDRESS)
                .toList();
    }

    @Override
    public Ip update(Ip ip) {
        int written = db.update(
                UPDATE,
                ip.name(),
                ip.description(),
                ip.type().wire(),
                ip.tags().toArray(String[]::new),
                ip.stamp().changed(),
                ip.prefixId(),
                ip.address().value(),
                ip.allocationUuid(),
                ip.stamp().version());
        if (written == 0) {
            throw Problem.changed("ip", ip.address().toString());
        }
        tags.delete(ip);
        tags.insert(ip);
        return ip.withStamp(ip.stamp().withVersion(ip.stamp().version() + 1));
    }

    @Override
    public void delete(Ip ip) {
        int written = db.update(
                DELETE,
                ip.prefixId(),
                ip.address().value(),
                ip.allocationUuid(),
                ip.stamp().version());
        if (written == 0) {
            throw Problem.changed("ip", ip.address().toString());
        }
        if (!ip.tags().isEmpty()) {
            tags.delete(ip);
        }
    }

    @Override
    public boolean anyIn(UUID prefixId) {
        return db.one(ANY_IN, row -> row.getInt("bits"), prefixId).isPresent();
    }

    @Override
    public long countOfProject(String projectId) {
        return db.one(COUNT_OF_PROJECT, row -> row.getLong("addresses"), projectId)
                .orElse(0L);
    }

    @Override
    public List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to) {
        return free(from, to, (start, max) -> taken(prefixId, start, to, max));
    }

    /** Both lists are the first of their kind, so that the first of both together are among them. */
    @Override
    public List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to, Instant now) {
        return free(
                from,
                to,
                (start, max) -> Stream.concat(
                                taken(prefixId, start, to, max).stream(),
                                holds.held(prefixId, start, to.value(), now, max).stream())
                        .distinct()
                        .sorted()
                        .limit(max)
                        .toList());
    }

    /** Addresses that are not free from {@code from} on, ascending. */
    private interface Taken {
        List<BigInteger> from(BigInteger from, int max);
    }

    private static List<Span> free(IpAddress from, IpAddress to, Taken taken) {
        var runs = new FreeRuns(from.value(), to.value(), BigInteger.ONE);
        return Gaps.find(
                runs,
                from.value(),
                (start, max) -> taken.from(start, max).stream()
                        .map(address -> new Gaps.Taken(address, address))
                        .toList());
    }

    private List<BigInteger> taken(UUID prefixId, BigInteger from, IpAddress to, int max) {
        return db.all(PAGE, row -> Db.integer(row, "address"), prefixId, from, to.value(), max);
    }

    @Override
    public void hold(UUID prefixId, IpAddress address, Instant until) {
        holds.hold(prefixId, address.value(), until);
    }

    @Override
    public boolean isHeld(UUID prefixId, IpAddress address, Instant now) {
        return holds.isHeld(prefixId, address.value(), now);
    }

    @Override
    public void forgetHolds(Instant now) {
        holds.forget(now);
    }

    @Override
    public long live(UUID prefixId, IpAddress from, IpAddress to, Instant now, long max) {
        long taken = db.one(LIVE, row -> row.getLong("live"), prefixId, from.value(), to.value(), max)
                .orElse(0L);
        return Math.min(max, taken + holds.live(prefixId, from.value(), to.value(), now, max));
    }

    @Override
    public long taken(UUID prefixId, Instant after, Instant until, long max) {
        return db.one(TAKEN, row -> row.getLong("taken"), after, until, prefixId, max)
                .orElse(0L);
    }

    @Override
    public List<Ip> within(UUID prefixId, IpAddress from, IpAddress to, int max) {
        return db.all(WITHIN, IpSql::row, prefixId, from.value(), to.value(), max);
    }

    private static Ip row(ResultSet row) throws SQLException {
        var allocation = row.getObject("allocation", UUID.class);
        return new Ip(
                Families.address(row, "address"),
                row.getObject("prefix_id", UUID.class),
                row.getString("parent_prefix"),
                row.getString("namespace"),
                row.getString("network_id"),
                allocation,
                row.getString("project_id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("ip_type").equals(IpType.STATIC.wire()) ? IpType.STATIC : IpType.EPHEMERAL,
                List.of((String[]) row.getArray("tags").getArray()),
                new Stamp(
                        allocation,
                        row.getString("home"),
                        row.getLong("version"),
                        Db.instant(row, "created"),
                        Db.instant(row, "changed")));
    }
}
