package metalplant.rack.server;

import java.util.random.RandomGenerator;
import metalplant.rack.inventory.Seed;

/**
 * The logins of one BMC: the user that the installer makes anew at every boot, and the super user of the partition.
 *
 * <p>The old password stays good until the plant has taken the new one: a real BMC forgets it earlier, but a rack that
 * boots in a second instead of minutes would hit that moment all the time.
 */
final class Passwords {
    static final String INSTALLER_USER = "metal";
    static final String SUPER_USER = "root";

    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 16;

    private final RandomGenerator chance;
    private String known = "";
    private String fresh = "";
    private String superUser = "";

    Passwords(Seed seed, String server) {
        this.chance = seed.stream(server, "password");
    }

    String draw() {
        var password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    String renew() {
        fresh = draw();
        return fresh;
    }

    void taken() {
        known = fresh;
    }

    void superUser(String password) {
        superUser = password;
    }

    boolean open(String user, String password) {
        if (password.isEmpty()) {
            return false;
        }
        return switch (user) {
            case INSTALLER_USER -> password.equals(known) || password.equals(fresh);
            case SUPER_USER -> password.equals(superUser);
            default -> false;
        };
    }
}
