package metalplant.core.project;

import java.util.function.Consumer;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.model.tenant.Tenant;

/** The use cases of projects. */
public final class Projects {
    private final Store store;
    private final World world;

    public Projects(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * What clients say of a project.
     *
     * @param id "" = a new one is drawn
     * @param meta its version is looked at in an update only
     */
    public record Content(String id, String name, String description, String tenantId, Quotas quotas, Meta meta) {}

    /** A project and how much it has. */
    public record Used(Project project, long machines, long ips) {}

    /** The projects that match, in order of id, as {@link Pages} reads them. */
    public void each(ProjectQuery query, Consumer<Project> sink) {
        Pages.read(store, "project-page", "", (tx, after) -> tx.projects().page(query, after, Pages.SIZE))
                .forEach(sink);
    }

    /** The project and what it uses of its quotas; @throws Problem ENTITY_NOT_FOUND */
    public Used get(String id) {
        return store.read(
                "project-get",
                tx -> new Used(
                        tx.projects().get(id),
                        tx.machines().countOfProject(id),
                        tx.ips().countOfProject(id)));
    }

    /**
     * Stores a project; without quotas it gets the defaults of its tenant.
     *
     * @throws Problem BAD_REQUEST without a tenant; ENTITY_EXISTS; ENTITY_NOT_FOUND for the tenant; RULE_VIOLATED when the
     *     tenant may have no further project
     */
    public Project create(Content content) {
        if (content.tenantId().isEmpty()) {
            throw Problem.bad("no tenant given");
        }
        var id = content.id().isEmpty() ? world.newId().toString() : content.id();
        var project = project(id, content, content.quotas(), 0, Stamp.fresh(world));
        return store.run("project-create", Landed.created(Tx::projects, project), tx -> {
            if (tx.projects().find(id).isPresent()) {
                throw Problem.exists("project", id);
            }
            var tenant = tx.tenants().get(content.tenantId());
            requireQuota(tx, tenant);
            return tx.projects().insert(content.quotas().equals(Quotas.NONE) ? withQuotas(project, tenant) : project);
        });
    }

    private static void requireQuota(Tx tx, Tenant tenant) {
        tenant.quotas().project().ifPresent(max -> {
            if (tx.projects().ofTenant(tenant.id()).size() >= max) {
                throw Problem.refused("tenant \"%s\" may have at most %d projects".formatted(tenant.id(), max));
            }
        });
    }

    private static Project withQuotas(Project project, Tenant tenant) {
        return new Project(
                project.id(),
                project.name(),
                project.description(),
                project.tenantId(),
                tenant.defaultQuotas(),
                project.meta(),
                project.stamp());
    }

    /**
     * Replaces everything of a project but its id, tenant and creation.
     *
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED for another tenant, with too many networks for its label, or when somebody changed it since the caller read it
     */
    public Project update(Content content) {
        var now = world.now();
        return Changes.update(store, "project-update", Tx::projects, tx -> {
            var old = tx.projects().get(content.id());
            if (!old.tenantId().equals(content.tenantId())) {
                throw Problem.refused("the tenant of project \"%s\" cannot be changed".formatted(old.id()));
            }
            long version = old.meta().next(content.meta().version(), "project", old.id());
            var changed = project(
                    old.id(), content, content.quotas(), version, old.stamp().changedAt(now));
            NetworkPeerings.requireRoom(tx, changed);
            return tx.projects().update(changed);
        });
    }

    private static Project project(String id, Content content, Quotas quotas, long metaVersion, Stamp stamp) {
        return new Project(
                id,
                content.name(),
                content.description(),
                content.tenantId(),
                quotas,
                content.meta().withVersion(metaVersion),
                stamp);
    }

    /** Removes a project that owns nothing; @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST while it owns something */
    public Project delete(String id) {
        return Changes.delete(store, "project-delete", Tx::projects, tx -> {
            var project = tx.projects().get(id);
            refuseWhile(tx.machines().countOfProject(id) > 0, "machines");
            refuseWhile(!tx.networks().ofProject(id).isEmpty(), "networks");
            refuseWhile(tx.ips().countOfProject(id) > 0, "ips");
            refuseWhile(!tx.sizeReservations().ofProject(id).isEmpty(), "size reservations");
            tx.projects().delete(project);
            return project;
        });
    }

    private static void refuseWhile(boolean owned, String what) {
        if (owned) {
            throw Problem.bad("there are still %s of this project".formatted(what));
        }
    }
}
