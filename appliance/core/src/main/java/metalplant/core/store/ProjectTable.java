package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import metalplant.model.project.Project;

/** Projects, also by their tenant. */
public interface ProjectTable extends Table<Project> {
    List<Project> ofTenant(String tenantId);

    /** The projects with these ids that exist, in one query. */
    List<Project> findAll(Collection<String> ids);
}
