package metalplant.server.tenant;

import java.util.List;
import metalplant.core.tenant.Tenants;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.tenant.Tenant;
import metalplant.wire.tenant.TenantFindRequest;

/** The operations of tenants. */
public final class TenantHttp implements Feature {
    private static final String PATH = "/v1/tenant";

    private final Tenants tenants;

    public TenantHttp(Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listTenants", Role.VIEW, this::list).lists(Tenant.class, "v1.TenantResponse"),
                Operation.put(PATH, "createTenant", Role.ADMIN, this::create)
                        .reads(Tenant.class, "v1.TenantCreateRequest")
                        .answers(Tenant.class, "v1.TenantResponse")
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateTenant", Role.ADMIN, this::update)
                        .reads(Tenant.class, "v1.TenantUpdateRequest")
                        .answers(Tenant.class, "v1.TenantResponse")
                        .refuses(412),
                Operation.post(PATH + "/find", "findTenants", Role.VIEW, this::findAll)
                        .reads(TenantFindRequest.class)
                        .lists(Tenant.class, "v1.TenantResponse"),
                Operation.get(PATH + "/{id}", "getTenant", Role.VIEW, this::find)
                        .answers(Tenant.class, "v1.TenantResponse"),
                Operation.delete(PATH + "/{id}", "deleteTenant", Role.ADMIN, this::delete)
                        .answers(Tenant.class, "v1.TenantResponse"));
    }

    private Answer list(Call call) {
        return answer(Tenants.Query.ALL);
    }

    private Answer findAll(Call call) {
        return answer(TenantMapping.toQuery(call.body(TenantFindRequest.class)));
    }

    /** Null when empty, as the reference answers. */
    private Answer answer(Tenants.Query query) {
        return Answer.rowsOrNull(sink -> tenants.each(query, tenant -> sink.accept(TenantMapping.toWire(tenant))));
    }

    private Answer find(Call call) {
        return Answer.ok(TenantMapping.toWire(tenants.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var content = TenantMapping.toContent(call.body(Tenant.class));
        return Answer.created(TenantMapping.toWire(tenants.create(content)));
    }

    private Answer update(Call call) {
        var tenant = call.body(Tenant.class);
        if (tenant.meta() == null) {
            throw Problem.bad("tenant and tenant.meta must be specified");
        }
        return Answer.ok(TenantMapping.toWire(tenants.update(TenantMapping.toContent(tenant))));
    }

    private Answer delete(Call call) {
        return Answer.ok(TenantMapping.toWire(tenants.delete(call.path("id"))));
    }
}
