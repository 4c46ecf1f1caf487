package metalplant.store.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.Role;
import metalplant.store.kernel.Sql;

/**
 * The part of a {@link MachineQuery} that an index answers. A value of "" is never narrowed by: partial indexes leave it out, and
 * the query itself still sorts it out.
 *
 * @param conditions constant texts with one placeholder each
 * @param values of the placeholders
 */
record MachineSearch(List<String> conditions, List<Object> values) {
    private static final String SELECT = "SELECT " + MachineRows.VIEW_COLUMNS + " FROM " + MachineRows.VIEW_TABLES;
    private static final String HAS_TERM = "m.id IN (SELECT t.machine_id FROM machine_term t WHERE t.term = ?)";

    static MachineSearch of(MachineQuery query) {
        var search = new MachineSearch(new ArrayList<>(), new ArrayList<>());
        search.narrow("m.id = ?", query.id());
        search.narrowByIndex(query);
        Terms.required(query).forEach(term -> search.narrow(HAS_TERM, Optional.of(term)));
        return search;
    }

    private void narrowByIndex(MachineQuery query) {
        var index = new MachineSearch(new ArrayList<>(), new ArrayList<>());
        var allocation = query.allocation();
        index.narrow("s.partition_id = ?", query.partitionId());
        index.narrow("s.rack_id = ?", query.rackId());
        index.narrow("s.size_id = ?", query.sizeId());
        index.narrow("s.state = ?", query.state().map(MachineRows::stateColumn));
        index.narrow("s.project_id <> '' AND s.project_id = ?", allocation.projectId());
        index.narrow("s.hostname <> '' AND s.hostname = ?", allocation.hostname());
        index.narrow("s.image_id <> '' AND s.image_id = ?", allocation.imageId());
        index.narrow("s.allocation_name = ?", allocation.name());
        index.narrow("s.role = ?", allocation.role().map(Role::wire));
        if (!index.conditions.isEmpty()) {
            conditions.add("m.id IN (SELECT s.id FROM machine_search s" + where(index.conditions) + ")");
            values.addAll(index.values);
        }
    }

    private void narrow(String condition, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> {
            conditions.add(condition);
            values.add(text);
        });
    }

    /** From an id on; two more values follow: that id and the number of rows. */
    Sql page() {
        var paged = new ArrayList<>(conditions);
        paged.add("m.id > ?");
        return Sql.composed(SELECT + where(paged) + " ORDER BY m.id LIMIT ?");
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
}
