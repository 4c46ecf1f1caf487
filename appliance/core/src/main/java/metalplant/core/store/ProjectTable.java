package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;

/** Projects, also by their tenant. */
public interface ProjectTable extends Table<Project> {
    /**
     * Of the next {@code max} ones in order of id that a column finds for the query, behind this one, those that match; that none does
     * says nothing of the next page.
     */
    Page<Project, String> page(ProjectQuery query, String after, int max);

    List<Project> ofTenant(String tenantId);

    /** The projects with these ids that exist, in one query. */
    List<Project> findAll(Collection<String> ids);
}
