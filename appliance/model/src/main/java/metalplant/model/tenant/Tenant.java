package metalplant.model.tenant;

import java.util.Optional;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** A customer of the plant. */
public record Tenant(
        String id,
        String name,
        String description,
        Quotas quotas,
        Quotas defaultQuotas,
        Optional<IamConfig> iamConfig,
        Meta meta,
        Stamp stamp)
        implements Entity<Tenant> {
    /** Where the tenant's users log in. Absent texts are "". */
    public record IamConfig(String issuerUrl, String issuerClientId, String idmType) {}

    /** Annotation, with the value {@code true}: a tenant of another plant with the same id is the same customer. */
    public static final String SAME_CUSTOMER = "plant.metal-stack.io/same-customer";

    /** Whether its operator said that a tenant of another plant with the same id is the same customer. */
    public boolean sameCustomer() {
        return "true".equals(meta.annotations().get(SAME_CUSTOMER));
    }

    public Tenant withMeta(Meta newMeta) {
        return new Tenant(id, name, description, quotas, defaultQuotas, iamConfig, newMeta, stamp);
    }

    @Override
    public Tenant withStamp(Stamp newStamp) {
        return new Tenant(id, name, description, quotas, defaultQuotas, iamConfig, meta, newStamp);
    }
}
