package metalplant.door;

/**
 * Who calls.
 *
 * @param role the highest role held
 * @param tenant "" for a guest
 */
public record Caller(String email, String name, String tenant, Role role) {
    public static final Caller GUEST = new Caller("anonymous@metal-stack.io", "anonymous", "", Role.OPEN);

    public boolean may(Role wanted) {
        return role.compareTo(wanted) >= 0;
    }
}
