package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** To whom files belong: each service has a user of its own (ADR 28). */
enum Owners {
    /** On the appliance, as root. */
    FIXED,
    /** Where there are no such users: everything belongs to whoever runs this. */
    NOBODY;

    static final int METAL_PLANT = 900;
    static final int POSTGRES = 901;
    static final int NSQ = 902;
    static final int COCKROACH = 903;
    static final int INFRA = 904;

    /** Gives a file, or a folder with all that is in it, to a user and the group of the same number. */
    void give(Path path, int user) {
        if (this == NOBODY || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (var each : all.toList()) {
                set(each, "unix:gid", user);
                set(each, "unix:uid", user);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + path + " to user " + user, e);
        }
    }

    /** Only the group; for a socket. */
    void share(Path path, int group) throws IOException {
        if (this == FIXED) {
            set(path, "unix:gid", group);
        }
    }

    private static void set(Path path, String attribute, int number) throws IOException {
        if (!Integer.valueOf(number).equals(Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, attribute, number, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
