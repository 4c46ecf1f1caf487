package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * An entity that plants share, as they compare it before they join.
 *
 * @param kind region, zone, tenant, project, image, size or filesystemlayout
 * @param sum equal in two plants if they have the same
 * @param same true if the operator of this plant said that the other one's with this id is the same; absent = no
 */
public record AboutEntity(
        String kind, String id, String sum, @Nullable Boolean same) {
    public AboutEntity(String kind, String id, String sum) {
        this(kind, id, sum, null);
    }
}
