package metalplant.server.tenant;

import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.wire.Absent;
import metalplant.wire.project.Quota;
import metalplant.wire.project.QuotaSet;
import org.jspecify.annotations.Nullable;

/** The metadata and quotas of tenants and projects between wire and model. */
public final class MetaMapping {
    private static final String API_VERSION = "v1";

    private MetaMapping() {}

    public static Meta toModel(metalplant.wire.project.@Nullable Meta meta) {
        return meta == null
                ? Meta.EMPTY
                : new Meta(Absent.toEmpty(meta.annotations()), Absent.toEmpty(meta.labels()), meta.version());
    }

    /**
     * Metadata of another kind of thing mean that the caller mistook it for another.
     *
     * @param kind {@code Project} or {@code Tenant}; what the caller left out fits
     * @throws Problem RULE_VIOLATED
     */
    public static void requireKind(metalplant.wire.project.@Nullable Meta meta, String kind) {
        if (meta == null) {
            return;
        }
        requireText("kind", Absent.toText(meta.kind()), kind);
        requireText("apiversion", Absent.toText(meta.apiVersion()), API_VERSION);
    }

    private static void requireText(String field, String given, String wanted) {
        if (!given.isEmpty() && !given.equals(wanted)) {
            throw Problem.refused("meta.%s must be \"%s\" here, not \"%s\"".formatted(field, wanted, given));
        }
    }

    /** The id in the metadata, "" when there is none. */
    public static String id(metalplant.wire.project.@Nullable Meta meta) {
        return meta == null ? "" : Absent.toText(meta.id());
    }

    /**
     * Metadata as they are shown; empty parts are left out.
     *
     * @param kind {@code Project} or {@code Tenant}
     */
    public static metalplant.wire.project.Meta toWire(String id, String kind, Meta meta, Stamp stamp) {
        // The first update makes version 1; before it there is no time of an update.
        var updated = meta.version() > 0 ? stamp.changed() : null;
        return new metalplant.wire.project.Meta(
                meta.annotations(), API_VERSION, stamp.created(), id, kind, meta.labels(), updated, meta.version());
    }

    public static Quotas toModel(@Nullable QuotaSet quotas) {
        return quotas == null
                ? Quotas.NONE
                : new Quotas(
                        limit(quotas.cluster()), limit(quotas.machine()), limit(quotas.ip()), limit(quotas.project()));
    }

    private static Optional<Integer> limit(@Nullable Quota quota) {
        return Optional.ofNullable(quota).map(Quota::quota);
    }

    /** Quotas as they are shown; null when there are none. */
    public static @Nullable QuotaSet toWire(Quotas quotas) {
        return quotas.equals(Quotas.NONE)
                ? null
                : new QuotaSet(
                        quota(quotas.cluster()), quota(quotas.ip()), quota(quotas.machine()), quota(quotas.project()));
    }

    /** Quotas with what is used of machines and addresses. */
    public static QuotaSet toWire(Quotas quotas, long machines, long ips) {
        return new QuotaSet(
                quota(quotas.cluster()),
                new Quota(quotas.ip().orElse(null), saturated(ips)),
                new Quota(quotas.machine().orElse(null), saturated(machines)),
                quota(quotas.project()));
    }

    private static int saturated(long count) {
        return Math.clamp(count, 0, Integer.MAX_VALUE);
    }

    private static @Nullable Quota quota(Optional<Integer> limit) {
        return limit.map(number -> new Quota(number, null)).orElse(null);
    }
}
