package metalplant.wire.federation;

/**
 * An entity that plants share, as they compare it before they join.
 *
 * @param kind region, zone, tenant, project or image
 * @param sum equal in two plants if they have the same
 */
public record AboutEntity(String kind, String id, String sum) {}
