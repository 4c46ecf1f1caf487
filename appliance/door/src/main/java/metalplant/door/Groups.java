package metalplant.door;

import java.util.List;

/** The groups that stand for a role, as the built-in users have them. */
public final class Groups {
    private Groups() {}

    /** Two for each role that has any. */
    public static List<String> of(Role role) {
        return switch (role) {
            case OPEN, ANY -> List.of();
            case VIEW -> List.of("k8s_kaas-view", "maas-all-all-view");
            case EDIT -> List.of("k8s_kaas-edit", "maas-all-all-edit");
            case ADMIN -> List.of("k8s_kaas-admin", "maas-all-all-admin");
        };
    }
}
