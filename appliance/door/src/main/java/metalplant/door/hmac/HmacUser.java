package metalplant.door.hmac;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import metalplant.door.Role;

/**
 * One of the shared users.
 *
 * @param type first word of the Authorization header
 * @param lifetime how old a date may be, and how far ahead
 */
public record HmacUser(String type, String email, Role role, String key, Duration lifetime) {
    static final String VIEW_TYPE = "Metal-View";

    public static HmacUser view(String key) {
        return new HmacUser(VIEW_TYPE, "metal-view@metal-stack.io", Role.VIEW, key, Duration.ofSeconds(30));
    }

    public static HmacUser edit(String key) {
        return new HmacUser("Metal-Edit", "metal-edit@metal-stack.io", Role.EDIT, key, Duration.ofSeconds(30));
    }

    public static HmacUser admin(String key) {
        return new HmacUser("Metal-Admin", "metal-admin@metal-stack.io", Role.ADMIN, key, Duration.ofSeconds(90));
    }

    /**
     * The same, called differently and with at most this role.
     *
     * @param user first part of the email
     */
    public HmacUser as(String user, Role roleMax) {
        return new HmacUser(
                type, user + "@metal-stack.io", role.compareTo(roleMax) > 0 ? roleMax : role, key, lifetime);
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
