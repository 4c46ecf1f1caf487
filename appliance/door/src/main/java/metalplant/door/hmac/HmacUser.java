package metalplant.door.hmac;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import metalplant.door.Role;
import metalplant.door.Scope;

/**
 * One of the shared users.
 *
 * @param type first word of the Authorization header
 * @param scope what the key is good for, if not for all that the role may
 * @param lifetime how old a date may be, and how far ahead
 */
public record HmacUser(String type, String email, Role role, Scope scope, String key, Duration lifetime) {
    static final String VIEW_TYPE = "Metal-View";
    private static final String SWITCHES_TYPE = "Metal-Switches";
    private static final String CONTROLLERS_TYPE = "Metal-Controllers";

    private static final Duration SHORT = Duration.ofSeconds(30);

    public static HmacUser view(String key) {
        return new HmacUser(VIEW_TYPE, "metal-view@metal-stack.io", Role.VIEW, Scope.ROLE, key, SHORT);
    }

    public static HmacUser edit(String key) {
        return new HmacUser("Metal-Edit", "metal-edit@metal-stack.io", Role.EDIT, Scope.ROLE, key, SHORT);
    }

    public static HmacUser admin(String key) {
        return new HmacUser(
                "Metal-Admin", "metal-admin@metal-stack.io", Role.ADMIN, Scope.ROLE, key, Duration.ofSeconds(90));
    }

    /**
     * Whoever passes on what agents of switches ask and tell. The role is the least there is: where nobody looks at the scope the key opens
     * what is open to everybody who is known.
     */
    public static HmacUser switches(String key) {
        return new HmacUser(SWITCHES_TYPE, "metal-switches@metal-stack.io", Role.ANY, Scope.SWITCHES, key, SHORT);
    }

    /** Whoever drives management controllers, and tells what they are and what became of commands to them. The role as of {@link #switches}. */
    public static HmacUser controllers(String key) {
        return new HmacUser(
                CONTROLLERS_TYPE, "metal-controllers@metal-stack.io", Role.ANY, Scope.CONTROLLERS, key, SHORT);
    }

    /**
     * The same, called differently and with at most this role.
     *
     * @param user first part of the email
     */
    public HmacUser as(String user, Role roleMax) {
        return new HmacUser(
                type, user + "@metal-stack.io", role.compareTo(roleMax) > 0 ? roleMax : role, scope, key, lifetime);
    }

    byte[] keyBytes() {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "HmacUser[" + type + "]";
    }
}
