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
        var allocation = query.allocation();
        search.narrow("m.id = ?", query.id());
        search.narrow("m.partition_id = ?", query.partitionId());
        search.narrow("m.rack_id = ?", query.rackId());
        search.narrow("m.size_id = ?", query.sizeId());
        search.narrow("m.state = ?", query.state().map(MachineRows::stateColumn));
        search.narrow("m.project_id <> '' AND m.project_id = ?", allocation.projectId());
        search.narrow("m.hostname <> '' AND m.hostname = ?", allocation.hostname());
        search.narrow("m.image_id <> '' AND m.image_id = ?", allocation.imageId());
        search.narrow("m.allocation_name = ?", allocation.name());
        search.narrow("m.role = ?", allocation.role().map(Role::wire));
        Terms.required(query).forEach(term -> search.narrow(HAS_TERM, Optional.of(term)));
        return search;
    }

    private void narrow(String condition, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> {
            conditions.add(condition);
            values.add(text);
        });
    }

    /** Everything, in order of id. */
    Sql all() {
        return Sql.composed(SELECT + where(conditions) + " ORDER BY m.id");
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
