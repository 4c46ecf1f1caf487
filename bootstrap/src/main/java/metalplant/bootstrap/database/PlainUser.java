package metalplant.bootstrap.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * How PostgreSQL, which refuses to run as root, is run by root.
 *
 * <p>An ordinary user runs it as it is. For root there are two ways, tried in this order:
 *
 * <ul>
 *   <li>a user namespace without a mapping: the program sees itself as nobody and has no rights over the machine, while
 *       the kernel still takes it for the owner of its files. Containers often forbid such namespaces.
 *   <li>the user nobody, keeping of root's capabilities only the one to pass file permissions, because the plant's
 *       folder usually lies below a home folder that nobody may enter.
 * </ul>
 */
public enum PlainUser {
    /** We are no root. */
    SELF(List.of()),
    /** A namespace of its own. */
    NAMESPACE(List.of("unshare", "--user")),
    /** Another user. */
    NOBODY(List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            // Without it access(2), by which initdb looks for its neighbours, would not count the capability.
            "--securebits=+no_setuid_fixup",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override",
            "--bounding-set=-all,+dac_override"));

    private static final int NOBODY_ID = 65534;

    private final List<String> prefix;

    PlainUser(List<String> prefix) {
        this.prefix = prefix;
    }

    /** The first way that works here. */
    public static PlainUser find() {
        var ways = waysThatWork();
        if (!ways.isEmpty()) {
            return ways.getFirst();
        }
        throw Problem.of(
                ProblemCode.FEATURE_DISABLED,
                "PostgreSQL cannot run as root, and this machine allows neither a user namespace nor a change of user:"
                        + " start the plant as an ordinary user or name a database with --database-url");
    }

    /** All ways that work here, the best one first. */
    static List<PlainUser> waysThatWork() {
        return "root".equals(System.getProperty("user.name"))
                ? Stream.of(NAMESPACE, NOBODY).filter(PlainUser::works).toList()
                : List.of(SELF);
    }

    /** The command with whatever must stand before it; the process keeps its pid. */
    public List<String> command(List<String> plain) {
        var all = new ArrayList<>(prefix);
        all.addAll(plain);
        return all;
    }

    /** Makes the folder belong to whoever runs the server in this way. */
    public void own(Path folder) throws IOException {
        if (this == SELF || !Files.exists(folder)) {
            return;
        }
        var wanted = this == NOBODY ? NOBODY_ID : 0;
        if (Files.getAttribute(folder, "unix:uid").equals(wanted)) {
            return;
        }
        run(List.of("chown", "-R", wanted + ":" + wanted, folder.toString()));
    }

    private boolean works() {
        try {
            return run(command(List.of("true"))) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static int run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
