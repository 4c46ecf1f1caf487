package metalplant.server.tenant;

import java.util.Optional;
import metalplant.core.tenant.Tenants;
import metalplant.model.tenant.Tenant;
import metalplant.wire.Absent;
import metalplant.wire.tenant.IAMConfig;
import metalplant.wire.tenant.IDMConfig;
import metalplant.wire.tenant.IssuerConfig;
import metalplant.wire.tenant.Paging;
import metalplant.wire.tenant.TenantFindRequest;

/** Tenants between wire and model. */
final class TenantMapping {
    private static final String KIND = "Tenant";

    private TenantMapping() {}

    static Tenants.Content toContent(metalplant.wire.tenant.Tenant tenant) {
        MetaMapping.requireKind(tenant.meta(), KIND);
        return new Tenants.Content(
                MetaMapping.id(tenant.meta()),
                Absent.toText(tenant.name()),
                Absent.toText(tenant.description()),
                MetaMapping.toModel(tenant.quotas()),
                MetaMapping.toModel(tenant.defaultQuotas()),
                Optional.ofNullable(tenant.iamConfig()).map(TenantMapping::toModel),
                MetaMapping.toModel(tenant.meta()));
    }

    private static Tenant.IamConfig toModel(IAMConfig config) {
        var issuer = Optional.ofNullable(config.issuerConfig());
        return new Tenant.IamConfig(
                issuer.map(IssuerConfig::url).orElse(""),
                issuer.map(IssuerConfig::clientId).orElse(""),
                Optional.ofNullable(config.idmConfig()).map(IDMConfig::idmType).orElse(""));
    }

    static Tenants.Query toQuery(TenantFindRequest request) {
        var paging = Optional.ofNullable(request.paging());
        return new Tenants.Query(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.name()),
                Absent.toEmpty(request.annotations()),
                paging.map(Paging::count).orElse(0L),
                paging.map(Paging::page).orElse(0L));
    }

    static metalplant.wire.tenant.Tenant toWire(Tenant tenant) {
        return new metalplant.wire.tenant.Tenant(
                tenant.name(),
                tenant.description(),
                MetaMapping.toWire(tenant.defaultQuotas()),
                tenant.iamConfig().map(TenantMapping::toWire).orElse(null),
                MetaMapping.toWire(tenant.id(), KIND, tenant.meta(), tenant.stamp()),
                MetaMapping.toWire(tenant.quotas()));
    }

    private static IAMConfig toWire(Tenant.IamConfig config) {
        return new IAMConfig(
                new IDMConfig(config.idmType()), new IssuerConfig(config.issuerClientId(), config.issuerUrl()));
    }
}
