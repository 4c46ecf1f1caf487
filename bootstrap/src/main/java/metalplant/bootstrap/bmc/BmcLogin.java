package metalplant.bootstrap.bmc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * Who may ask every management controller of a plant, as a file has it: the user in its first line, the password in its second.
 *
 * @param password secret
 */
public record BmcLogin(String user, String password) {
    /** What the units are given. */
    public static final String FILE = "login";

    public BmcLogin {
        if (!user.matches("[!-~]{1,32}") || !password.matches("[ -~]{1,64}")) {
            throw Problem.bad(
                    "a login of management controllers is a line with the user (1 to 32 characters) and a line with the password (1 to 64), in ASCII");
        }
    }

    /** Nothing if there is no such file. @throws Problem BAD_REQUEST that names the file and nothing of what is in it */
    public static Optional<BmcLogin> read(Path file) {
        return Files.exists(file) ? Optional.of(parse(file)) : Optional.empty();
    }

    private static BmcLogin parse(Path file) {
        var lines = AtomicFile.read(file).lines().toList();
        try {
            return new BmcLogin(lines.isEmpty() ? "" : lines.getFirst(), lines.size() == 2 ? lines.getLast() : "");
        } catch (Problem e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    /** As {@link #read} reads it. */
    public String text() {
        return user + "\n" + password + "\n";
    }

    @Override
    public String toString() {
        return "***";
    }
}
