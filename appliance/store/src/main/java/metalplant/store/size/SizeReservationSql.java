package metalplant.store.size;

import java.util.List;
import metalplant.core.store.Page;
import metalplant.core.store.SizeReservationTable;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;
import metalplant.store.kernel.Conditions;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.EntitySql;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlTable;

/** Table {@code size_reservation}. */
public final class SizeReservationSql extends SqlTable<SizeReservation> implements SizeReservationTable {
    static final EntitySql<SizeReservation> SQL = EntitySql.of(
            SizeReservationSql.class,
            "size_reservation",
            "size reservation",
            SizeReservation.class,
            List.of(
                    new EntitySql.Column<>("size_id", SizeReservation::sizeId),
                    new EntitySql.Column<>("project_id", SizeReservation::projectId)));
    private static final Sql OF_SIZE = SQL.where(SizeReservationSql.class, "OF_SIZE", "WHERE size_id = ?");
    private static final Sql OF_PROJECT = SQL.where(SizeReservationSql.class, "OF_PROJECT", "WHERE project_id = ?");

    public SizeReservationSql(Db db) {
        super(db, SQL);
    }

    @Override
    public Page<SizeReservation, String> page(SizeReservationQuery query, String after, int max) {
        var found = new Conditions()
                .and("id = ?", query.id())
                .and("size_id = ?", query.sizeId())
                .and("project_id = ?", query.projectId());
        return page(found, query::matches, after, max);
    }

    @Override
    public List<SizeReservation> ofSize(String sizeId) {
        return lookUp(OF_SIZE, sizeId);
    }

    @Override
    public List<SizeReservation> ofProject(String projectId) {
        return lookUp(OF_PROJECT, projectId);
    }
}
