package metalplant.store.project;

import java.util.Collection;
import java.util.List;
import metalplant.core.store.Page;
import metalplant.core.store.ProjectTable;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.store.kernel.Conditions;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.EntitySql;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlTable;

/** Table {@code project_entity}. */
public final class ProjectSql extends SqlTable<Project> implements ProjectTable {
    static final EntitySql<Project> SQL = EntitySql.of(
            ProjectSql.class,
            "project_entity",
            "project",
            Project.class,
            List.of(new EntitySql.Column<>("tenant_id", Project::tenantId)));
    private static final Sql OF_TENANT = SQL.where(ProjectSql.class, "OF_TENANT", "WHERE tenant_id = ?");
    private static final Sql FIND_ALL = SQL.where(ProjectSql.class, "FIND_ALL", "WHERE id = ANY(?)");

    public ProjectSql(Db db) {
        super(db, SQL);
    }

    @Override
    public Page<Project, String> page(ProjectQuery query, String after, int max) {
        var found = new Conditions().and("id = ?", query.id()).and("tenant_id = ?", query.tenantId());
        return page(found, query::matches, after, max);
    }

    @Override
    public List<Project> ofTenant(String tenantId) {
        return lookUp(OF_TENANT, tenantId);
    }

    @Override
    public List<Project> findAll(Collection<String> ids) {
        return lookUp(FIND_ALL, (Object) ids.toArray(String[]::new));
    }
}
