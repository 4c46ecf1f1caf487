package metalplant.model.project;

import metalplant.model.Entity;
import metalplant.model.Stamp;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;

/** A tenant's project: owner of machines, networks and addresses. */
public record Project(
        String id, String name, String description, String tenantId, Quotas quotas, Meta meta, Stamp stamp)
        implements Entity<Project> {
    @Override
    public Project withStamp(Stamp newStamp) {
        return new Project(id, name, description, tenantId, quotas, meta, newStamp);
    }
}
