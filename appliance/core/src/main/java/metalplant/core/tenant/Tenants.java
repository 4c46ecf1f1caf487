package metalplant.core.tenant;

import static metalplant.model.Filters.is;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.model.tenant.Tenant;

/** The use cases of tenants. */
public final class Tenants {
    private final Store store;
    private final World world;

    public Tenants(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * What clients say of a tenant.
     *
     * @param id "" = a new one is drawn
     * @param meta its version is looked at in an update only
     */
    public record Content(
            String id,
            String name,
            String description,
            Quotas quotas,
            Quotas defaultQuotas,
            Optional<Tenant.IamConfig> iamConfig,
            Meta meta) {}

    /**
     * Which tenants to find; an empty Optional or map is no filter.
     *
     * @param pageSize 0 = everything
     * @param page counted from 0
     */
    public record Query(
            Optional<String> id, Optional<String> name, Map<String, String> annotations, long pageSize, long page) {
        public static final Query ALL = new Query(Optional.empty(), Optional.empty(), Map.of(), 0, 0);

        boolean matches(Tenant tenant) {
            return is(id, tenant.id())
                    && is(name, tenant.name())
                    && tenant.meta().annotations().entrySet().containsAll(annotations.entrySet());
        }

        Stream<Tenant> cut(Stream<Tenant> tenants) {
            if (pageSize == 0) {
                return tenants;
            }
            long skipped = bounded(pageSize) * bounded(page);
            return tenants.skip(skipped).limit(pageSize);
        }

        /** So that the product of two fits. */
        private static long bounded(long number) {
            return Math.min(number, Integer.MAX_VALUE);
        }
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public Tenant get(String id) {
        return store.read("tenant-get", tx -> tx.tenants().get(id));
    }

    /** The tenants that pass every filter, in order of id, as {@link Pages} reads them. */
    public void each(Query query, Consumer<Tenant> sink) {
        var all = Pages.read(store, "tenant-page", "", (tx, after) -> page(tx, query, after));
        query.cut(all.filter(query::matches)).forEach(sink);
    }

    private static Page<Tenant, String> page(Tx tx, Query query, String after) {
        return query.id()
                .map(id -> Page.<Tenant, String>whole(
                        tx.tenants().find(id).stream().toList()))
                .orElseGet(() -> tx.tenants().page(after, Pages.SIZE));
    }

    /** Stores a tenant; @throws Problem ENTITY_EXISTS */
    public Tenant create(Content content) {
        var id = content.id().isEmpty() ? world.newId().toString() : content.id();
        var tenant = tenant(id, content, 0, Stamp.fresh(world));
        return store.run(
                "tenant-create",
                Landed.created(Tx::tenants, tenant),
                tx -> tx.tenants().insert(tenant));
    }

    /**
     * Replaces everything of a tenant but its id and creation.
     *
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED when somebody changed it since the caller read it
     */
    public Tenant update(Content content) {
        var now = world.now();
        return Changes.update(store, "tenant-update", Tx::tenants, tx -> {
            var old = tx.tenants().get(content.id());
            long version = old.meta().next(content.meta().version(), "tenant", old.id());
            return tx.tenants()
                    .update(tenant(old.id(), content, version, old.stamp().changedAt(now)));
        });
    }

    private static Tenant tenant(String id, Content content, long metaVersion, Stamp stamp) {
        return new Tenant(
                id,
                content.name(),
                content.description(),
                content.quotas(),
                content.defaultQuotas(),
                content.iamConfig(),
                content.meta().withVersion(metaVersion),
                stamp);
    }

    /** Removes a tenant without projects; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Tenant delete(String id) {
        return Changes.delete(store, "tenant-delete", Tx::tenants, tx -> {
            var tenant = tx.tenants().get(id);
            if (!tx.projects().ofTenant(id).isEmpty()) {
                throw Problem.refused("there are still projects of tenant \"%s\"".formatted(id));
            }
            tx.tenants().delete(tenant);
            return tenant;
        });
    }
}
