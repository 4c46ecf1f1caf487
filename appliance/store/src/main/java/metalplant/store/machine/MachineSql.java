package metalplant.store.machine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.store.MachineTable;
import metalplant.model.Problem;
import metalplant.model.firmware.Board;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineSummary;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.StoreJson;
import org.jspecify.annotations.Nullable;

/**
 * Tables {@code machine}, {@code machine_hardware}, {@code machine_bmc}, {@code machine_term} and {@link MachineIndex machine_search}.
 * The index of terms is written as a difference: every part keeps the terms it has in a column, which an update answers as it was
 * before.
 */
public final class MachineSql implements MachineTable {
    /** Rows of one statement. */
    private static final int BATCH = 500;

    private static final String ALLOCATABLE =
            "partition_id = ? AND size_id = ? AND waiting AND NOT allocated AND state = ''";

    private static final Sql FIND = sql(
            "FIND",
            "SELECT " + MachineRows.MACHINE_COLUMNS + " FROM " + MachineRows.MACHINE_TABLES + " WHERE m.id = ?");
    private static final Sql FIND_ALL = sql(
            "FIND_ALL",
            "SELECT " + MachineRows.MACHINE_COLUMNS + " FROM " + MachineRows.MACHINE_TABLES
                    + " WHERE m.id = ANY(?) ORDER BY m.id");
    private static final Sql VIEW =
            sql("VIEW", "SELECT " + MachineRows.VIEW_COLUMNS + " FROM " + MachineRows.VIEW_TABLES + " WHERE m.id = ?");
    private static final Sql ANY_WITH_TERM =
            sql("ANY_WITH_TERM", "SELECT machine_id FROM machine_term WHERE term = ? LIMIT 1");
    private static final Sql DETAILS = sql(
            "DETAILS",
            "SELECT " + MachineRows.VIEW_COLUMNS + ", p.body AS partition, z.body AS size, i.body AS image FROM "
                    + MachineRows.VIEW_TABLES
                    + " LEFT JOIN partition_entity p ON p.id = m.partition_id LEFT JOIN size_entity z ON z.id = m.size_id"
                    + " LEFT JOIN image_entity i ON i.id = m.image_id WHERE m.id = ?");
    private static final Sql SUMMARIES = sql("SUMMARIES", SummaryRows.SELECT + " ORDER BY m.id");
    private static final Sql SUMMARIES_OF_PARTITION =
            sql("SUMMARIES_OF_PARTITION", SummaryRows.SELECT + " WHERE m.partition_id = ? ORDER BY m.id");
    private static final Sql INSERT = sql("INSERT", """
            WITH taken AS (
                INSERT INTO machine (id, partition_id, size_id, rack_id, state, wait_session, allocation_id, project_id, role, hostname,
                    allocation_name, image_id, reclaim_pending, created, changed, revision, body, terms, doubt)
                VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                RETURNING %s
            ), hardware AS (
                INSERT INTO machine_hardware (id, body, terms) SELECT id, CAST(? AS JSONB), ? FROM taken RETURNING id
            ), search AS (
                %s
                RETURNING id
            )
            INSERT INTO machine_bmc (id, address, body, terms) SELECT id, ?, CAST(? AS JSONB), ? FROM taken
            """.formatted(MachineIndex.SOURCE, MachineIndex.copy("taken")));
    private static final Sql UPDATE = sql("UPDATE", """
            WITH done AS (
                UPDATE machine AS m SET partition_id = ?, size_id = ?, rack_id = ?, state = ?, allocation_id = ?, project_id = ?, role = ?,
                    hostname = ?, allocation_name = ?, image_id = ?, reclaim_pending = ?, changed = ?, revision = m.revision + 1, body = ?,
                    terms = ?
                FROM machine AS before
                WHERE m.id = ? AND before.id = m.id AND m.revision = ?
                RETURNING %s, before.terms
            ), search AS (
                %s
                RETURNING id
            )
            SELECT terms FROM done
            """.formatted(MachineIndex.source("m"), MachineIndex.copy("done")));
    private static final Sql UPDATE_HARDWARE = sql(
            "UPDATE_HARDWARE",
            "UPDATE machine_hardware AS m SET body = ?, terms = ? FROM machine_hardware AS before WHERE m.id = ? AND before.id = m.id RETURNING before.terms");
    private static final Sql UPDATE_BMC = sql(
            "UPDATE_BMC",
            "UPDATE machine_bmc AS m SET address = ?, body = ?, terms = ? FROM machine_bmc AS before WHERE m.id = ? AND before.id = m.id RETURNING before.terms");
    private static final Sql UPDATE_BMCS = sql("UPDATE_BMCS", """
            UPDATE machine_bmc AS m SET address = n.address, body = CAST(n.body AS JSONB), terms = n.terms
            FROM unnest(?, ?, ?, ?) AS n (id, address, body, terms), machine_bmc AS before
            WHERE m.id = n.id AND before.id = n.id
            RETURNING m.id, before.terms
            """);
    private static final Sql ADD_TERMS = sql(
            "ADD_TERMS",
            "INSERT INTO machine_term (term, machine_id) SELECT n.term, n.machine_id FROM unnest(?, ?) AS n (term, machine_id) ON CONFLICT (term, machine_id) DO NOTHING");
    private static final Sql DROP_TERMS =
            sql("DROP_TERMS", "DELETE FROM machine_term WHERE term = ANY(?) AND machine_id = ?");
    private static final Sql TERMS = sql(
            "TERMS",
            "SELECT m.terms, h.terms AS hardware_terms, b.terms AS bmc_terms FROM " + MachineRows.MACHINE_TABLES
                    + " WHERE m.id = ?");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM machine WHERE id = ?");
    private static final Sql DELETE_SEARCH = sql("DELETE_SEARCH", "DELETE FROM machine_search WHERE id = ?");
    private static final Sql DELETE_HARDWARE = sql("DELETE_HARDWARE", "DELETE FROM machine_hardware WHERE id = ?");
    private static final Sql DELETE_BMC = sql("DELETE_BMC", "DELETE FROM machine_bmc WHERE id = ?");

    private static final Sql START_WAITING = waiting("START_WAITING", "wait_session = ? WHERE id = ?");
    private static final Sql STOP_WAITING =
            waiting("STOP_WAITING", "wait_session = '' WHERE id = ? AND wait_session = ?");
    private static final Sql STOP_WAITING_ON = waiting(
            "STOP_WAITING_ON",
            "wait_session = '' WHERE id IN (SELECT s.id FROM machine_search s WHERE s.waiting) AND left(wait_session, ?) = ?");

    private static final Sql CANDIDATE_RACKS = sql("CANDIDATE_RACKS", """
            WITH RECURSIVE racks (rack_id) AS (
                (SELECT rack_id FROM machine_search WHERE %1$s ORDER BY rack_id LIMIT 1)
                UNION ALL
                SELECT (SELECT n.rack_id FROM machine_search AS n WHERE %1$s AND n.rack_id > racks.rack_id ORDER BY n.rack_id LIMIT 1)
                FROM racks WHERE racks.rack_id IS NOT NULL
            )
            SELECT rack_id FROM racks WHERE rack_id IS NOT NULL
            """.formatted(ALLOCATABLE));
    private static final Sql CANDIDATES = sql(
            "CANDIDATES",
            "SELECT id FROM machine_search WHERE " + ALLOCATABLE + " AND rack_id = ? AND id >= ? ORDER BY id LIMIT ?");
    private static final Sql COUNT_CANDIDATES = sql(
            "COUNT_CANDIDATES",
            "SELECT count(*) AS n FROM (SELECT id FROM machine_search WHERE " + ALLOCATABLE + " LIMIT ?) AS few");
    private static final String OCCUPANT =
            "m.project_id <> '' AND m.project_id = ? AND m.partition_id = ? AND m.size_id = ? AND m.role = ?";
    private static final Sql OCCUPANCY = sql(
            "OCCUPANCY",
            "SELECT m.rack_id, count(*) AS n FROM machine_search m WHERE " + OCCUPANT
                    + " GROUP BY m.rack_id ORDER BY m.rack_id");
    private static final Sql OCCUPANCY_TAGGED = sql(
            "OCCUPANCY_TAGGED",
            "SELECT m.rack_id, count(*) AS n FROM machine_search m WHERE " + OCCUPANT
                    + " AND m.id IN (SELECT t.machine_id FROM machine_term t WHERE t.term = ANY(?)) GROUP BY m.rack_id ORDER BY m.rack_id");
    private static final Sql PER_PROJECT = sql(
            "PER_PROJECT",
            "SELECT project_id, count(*) AS n FROM machine_search WHERE partition_id = ? AND size_id = ? AND project_id <> '' GROUP BY project_id");
    private static final Sql PER_PROJECT_OF_ALL = sql(
            "PER_PROJECT_OF_ALL",
            "SELECT partition_id, size_id, project_id, count(*) AS n FROM machine_search"
                    + " WHERE partition_id = ANY(?) AND size_id = ANY(?) AND project_id <> ''"
                    + " GROUP BY partition_id, size_id, project_id ORDER BY partition_id, size_id, project_id");
    private static final Sql COUNT_OF_PROJECT = sql(
            "COUNT_OF_PROJECT", "SELECT count(*) AS n FROM machine_search WHERE project_id <> '' AND project_id = ?");
    private static final Sql USERS_OF_IMAGES = sql(
            "USERS_OF_IMAGES", "SELECT image_id, id FROM machine_search WHERE image_id <> '' ORDER BY image_id, id");
    private static final Sql RECLAIM_PENDING = sql(
            "RECLAIM_PENDING",
            "SELECT s.id FROM machine_search s JOIN machine m ON m.id = s.id WHERE s.reclaim_pending AND m.doubt = 'NONE' ORDER BY s.id LIMIT ?");
    private static final Sql DOUBT_ALL =
            waiting("DOUBT_ALL", "doubt = 'UNHEARD', wait_session = '' WHERE doubt <> 'UNHEARD' OR wait_session <> ''");
    private static final Sql SET_DOUBT = sql("SET_DOUBT", "UPDATE machine SET doubt = ? WHERE id = ?");
    private static final Sql DOUBTED = sql(
            "DOUBTED",
            "SELECT " + MachineRows.VIEW_COLUMNS + " FROM " + MachineRows.VIEW_TABLES
                    + " WHERE m.doubt <> 'NONE' AND m.id > ? ORDER BY m.id LIMIT ?");
    private static final Sql COUNT_DOUBTED =
            sql("COUNT_DOUBTED", "SELECT count(*) AS n FROM machine WHERE doubt <> 'NONE'");

    private final Db db;

    public MachineSql(Db db) {
        this.db = db;
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(MachineSql.class, name, text);
    }

    private static Sql waiting(String name, String change) {
        return sql(name, """
                WITH done AS (
                    UPDATE machine SET %s RETURNING %s
                )
                %s
                """.formatted(change, MachineIndex.SOURCE, MachineIndex.copy("done")));
    }

    @Override
    public Optional<Machine> find(String id) {
        return db.one(FIND, MachineRows::machine, id);
    }

    @Override
    public Optional<MachineView> view(String id) {
        return db.one(VIEW, MachineRows::view, id);
    }

    @Override
    public boolean anyHas(Board board) {
        return db.one(ANY_WITH_TERM, row -> row.getString("machine_id"), Terms.board(board))
                .isPresent();
    }

    /** The machine with its events and what it refers to, in one query. */
    public Optional<MachineDetails> details(String id) {
        return db.one(DETAILS, MachineRows::details, id);
    }

    @Override
    public List<MachineSummary> summaries(Optional<String> partitionId) {
        return partitionId
                .map(id -> db.all(SUMMARIES_OF_PARTITION, SummaryRows::summary, id))
                .orElseGet(() -> db.all(SUMMARIES, SummaryRows::summary));
    }

    @Override
    public List<MachineView> page(MachineQuery query, String after, int max) {
        var search = MachineSearch.of(query);
        var sql = search.page();
        var found = new ArrayList<MachineView>();
        var from = after;
        while (true) {
            var args = new ArrayList<>(search.values());
            args.add(from);
            args.add((long) max);
            var rows = db.all(sql, MachineRows::view, args.toArray());
            for (var row : rows) {
                if (found.size() < max && query.matches(row.machine())) {
                    found.add(row);
                }
            }
            if (rows.size() < max || found.size() == max) {
                return found;
            }
            from = rows.getLast().machine().id();
        }
    }

    @Override
    public List<Machine> findAll(List<String> ids) {
        return db.all(FIND_ALL, MachineRows::machine, (Object) ids.toArray(String[]::new));
    }

    @Override
    public boolean insert(Machine machine) {
        if (db.update(INSERT, insertArgs(machine)) == 0) {
            return false;
        }
        addTerms(Map.of(machine.id(), termsOf(machine)));
        return true;
    }

    /** Machines that bring terms along are written one by one: only of those must be known whether they were new. */
    @Override
    public void insertAll(Collection<Machine> machines) {
        var bare = new ArrayList<@Nullable Object[]>();
        for (var machine : machines) {
            if (termsOf(machine).isEmpty()) {
                bare.add(insertArgs(machine));
            } else {
                insert(machine);
            }
        }
        if (!bare.isEmpty()) {
            db.batch(INSERT, bare);
        }
    }

    private static List<String> termsOf(Machine machine) {
        var terms = new ArrayList<>(Terms.ofMachine(machine));
        terms.addAll(Terms.ofHardware(machine.hardware()));
        terms.addAll(Terms.ofBmc(machine.bmc()));
        return terms;
    }

    private static @Nullable Object[] insertArgs(Machine m) {
        var allocation = m.allocation();
        return new @Nullable Object[] {
            m.id(),
            m.partitionId(),
            m.sizeId(),
            m.rackId(),
            MachineRows.stateColumn(m.state().value()),
            allocation.map(Allocation::id).orElse(null),
            allocation.map(Allocation::projectId).orElse(""),
            allocation.map(a -> a.role().wire()).orElse(""),
            allocation.map(Allocation::hostname).orElse(""),
            allocation.map(Allocation::name).orElse(""),
            allocation.map(Allocation::imageId).orElse(""),
            m.reclaimPending(),
            m.created(),
            m.changed(),
            StoreJson.write(MachineRows.Body.of(m)),
            MachineRows.termsColumn(Terms.ofMachine(m)),
            m.doubt().name(),
            StoreJson.text(new MachineRows.HardwareBody(m.hardware(), m.bios())),
            MachineRows.termsColumn(Terms.ofHardware(m.hardware())),
            m.bmc().address(),
            StoreJson.text(m.bmc()),
            MachineRows.termsColumn(Terms.ofBmc(m.bmc()))
        };
    }

    @Override
    public Machine update(Machine m) {
        var allocation = m.allocation();
        var terms = Terms.ofMachine(m);
        var before = db.one(
                UPDATE,
                row -> row.getString("terms"),
                m.partitionId(),
                m.sizeId(),
                m.rackId(),
                MachineRows.stateColumn(m.state().value()),
                allocation.map(Allocation::id).orElse(null),
                allocation.map(Allocation::projectId).orElse(""),
                allocation.map(a -> a.role().wire()).orElse(""),
                allocation.map(Allocation::hostname).orElse(""),
                allocation.map(Allocation::name).orElse(""),
                allocation.map(Allocation::imageId).orElse(""),
                m.reclaimPending(),
                m.changed(),
                StoreJson.write(MachineRows.Body.of(m)),
                MachineRows.termsColumn(terms),
                m.id(),
                m.revision());
        replaceTerms(m.id(), before.orElseThrow(() -> Problem.changed("machine", m.id())), terms);
        return m.withChanged(m.changed(), m.revision() + 1);
    }

    @Override
    public void updateHardware(String id, Hardware hardware, Bios bios) {
        var terms = Terms.ofHardware(hardware);
        db.one(
                        UPDATE_HARDWARE,
                        row -> row.getString("terms"),
                        StoreJson.write(new MachineRows.HardwareBody(hardware, bios)),
                        MachineRows.termsColumn(terms),
                        id)
                .ifPresent(before -> replaceTerms(id, before, terms));
    }

    @Override
    public void updateBmc(String id, Bmc bmc) {
        var terms = Terms.ofBmc(bmc);
        db.one(
                        UPDATE_BMC,
                        row -> row.getString("terms"),
                        bmc.address(),
                        StoreJson.write(bmc),
                        MachineRows.termsColumn(terms),
                        id)
                .ifPresent(before -> replaceTerms(id, before, terms));
    }

    @Override
    public void updateBmcs(Map<String, Bmc> bmcs) {
        var ids = List.copyOf(new TreeMap<>(bmcs).keySet());
        for (int from = 0; from < ids.size(); from += BATCH) {
            updateBmcs(ids.subList(from, Math.min(ids.size(), from + BATCH)), bmcs);
        }
    }

    private void updateBmcs(List<String> ids, Map<String, Bmc> bmcs) {
        var values = ids.stream().map(bmcs::get).toList();
        var before = new HashMap<String, String>();
        db.all(
                UPDATE_BMCS,
                row -> before.put(row.getString("id"), row.getString("terms")),
                ids.toArray(String[]::new),
                values.stream().map(Bmc::address).toArray(String[]::new),
                values.stream().map(StoreJson::text).toArray(String[]::new),
                values.stream()
                        .map(bmc -> MachineRows.termsColumn(Terms.ofBmc(bmc)))
                        .toArray(String[]::new));
        var added = new TreeMap<String, List<String>>();
        before.forEach((id, terms) -> {
            var wanted = Terms.ofBmc(bmcs.getOrDefault(id, Bmc.NONE));
            var had = MachineRows.terms(terms);
            dropTerms(id, Terms.without(had, wanted));
            added.put(id, List.of(Terms.without(wanted, had)));
        });
        addTerms(added);
    }

    private void replaceTerms(String id, String before, List<String> terms) {
        var had = MachineRows.terms(before);
        dropTerms(id, Terms.without(had, terms));
        addTerms(Map.of(id, List.of(Terms.without(terms, had))));
    }

    private void dropTerms(String id, String[] terms) {
        if (terms.length > 0) {
            db.update(DROP_TERMS, terms, id);
        }
    }

    private void addTerms(Map<String, List<String>> added) {
        var terms = new ArrayList<String>();
        var machines = new ArrayList<String>();
        added.forEach((id, some) -> some.forEach(term -> {
            terms.add(term);
            machines.add(id);
        }));
        if (!terms.isEmpty()) {
            db.update(ADD_TERMS, terms.toArray(String[]::new), machines.toArray(String[]::new));
        }
    }

    @Override
    public void delete(String id) {
        db.one(
                        TERMS,
                        row -> {
                            var terms = new ArrayList<>(MachineRows.terms(row.getString("terms")));
                            terms.addAll(MachineRows.terms(row.getString("hardware_terms")));
                            terms.addAll(MachineRows.terms(row.getString("bmc_terms")));
                            return terms;
                        },
                        id)
                .ifPresent(terms -> dropTerms(id, terms.toArray(String[]::new)));
        db.update(DELETE_SEARCH, id);
        db.update(DELETE_BMC, id);
        db.update(DELETE_HARDWARE, id);
        db.update(DELETE, id);
    }

    @Override
    public void startWaiting(String id, String session) {
        db.update(START_WAITING, session, id);
    }

    @Override
    public void stopWaiting(String id, String session) {
        db.update(STOP_WAITING, id, session);
    }

    @Override
    public int stopWaitingOn(String node) {
        return db.update(STOP_WAITING_ON, node.codePointCount(0, node.length()), node);
    }

    @Override
    public List<String> candidateRacks(String partitionId, String sizeId) {
        return db.all(CANDIDATE_RACKS, row -> row.getString("rack_id"), partitionId, sizeId, partitionId, sizeId);
    }

    @Override
    public List<String> candidates(String partitionId, String sizeId, String rackId, String fromId, int max) {
        return db.all(CANDIDATES, row -> row.getString("id"), partitionId, sizeId, rackId, fromId, (long) max);
    }

    @Override
    public long countCandidates(String partitionId, String sizeId, long limit) {
        return count(COUNT_CANDIDATES, partitionId, sizeId, limit);
    }

    @Override
    public Map<String, Long> occupancy(String projectId, String partitionId, String sizeId, Role role) {
        return counts(OCCUPANCY, "rack_id", projectId, partitionId, sizeId, role.wire());
    }

    @Override
    public Map<String, Long> occupancy(
            String projectId, String partitionId, String sizeId, Role role, List<String> tags) {
        var terms = tags.stream().map(Terms::tag).toArray(String[]::new);
        return counts(OCCUPANCY_TAGGED, "rack_id", projectId, partitionId, sizeId, role.wire(), terms);
    }

    @Override
    public Map<String, Long> allocatedPerProject(String partitionId, String sizeId) {
        return counts(PER_PROJECT, "project_id", partitionId, sizeId);
    }

    @Override
    public List<Allocated> allocatedPerProject(Collection<String> partitionIds, Collection<String> sizeIds) {
        return db.all(
                PER_PROJECT_OF_ALL,
                row -> new Allocated(
                        row.getString("partition_id"),
                        row.getString("size_id"),
                        row.getString("project_id"),
                        row.getLong("n")),
                partitionIds.toArray(String[]::new),
                sizeIds.toArray(String[]::new));
    }

    private Map<String, Long> counts(Sql sql, String column, Object... args) {
        var counts = new TreeMap<String, Long>();
        db.all(sql, row -> counts.put(row.getString(column), row.getLong("n")), args);
        return counts;
    }

    private long count(Sql sql, Object... args) {
        return db.one(sql, row -> row.getLong("n"), args).orElse(0L);
    }

    @Override
    public long countOfProject(String projectId) {
        return count(COUNT_OF_PROJECT, projectId);
    }

    @Override
    public Map<String, List<String>> usersOfImages() {
        var users = new TreeMap<String, List<String>>();
        db.all(
                USERS_OF_IMAGES,
                row -> users.computeIfAbsent(row.getString("image_id"), _ -> new ArrayList<>())
                        .add(row.getString("id")));
        return users;
    }

    @Override
    public List<String> reclaimPending(int max) {
        return db.all(RECLAIM_PENDING, row -> row.getString("id"), (long) max);
    }

    @Override
    public void doubtAll() {
        db.update(DOUBT_ALL);
    }

    @Override
    public void setDoubt(String id, Doubt doubt) {
        db.update(SET_DOUBT, doubt.name(), id);
    }

    @Override
    public void setDoubts(Map<String, Doubt> doubts) {
        var rows = new ArrayList<@Nullable Object[]>();
        doubts.forEach((id, doubt) -> rows.add(new Object[] {doubt.name(), id}));
        db.batch(SET_DOUBT, rows);
    }

    @Override
    public List<MachineView> doubted(String after, int max) {
        return db.all(DOUBTED, MachineRows::view, after, (long) max);
    }

    @Override
    public long countDoubted() {
        return count(COUNT_DOUBTED);
    }
}
