package metalplant.bootstrap.plantd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import metalplant.mesh.files.AtomicFile;

/** Files that a unit is given, written only when they change: whoever writes learns whether the unit has to look again. */
final class Given {
    private final Owners owners;
    private boolean changed;

    Given(Owners owners) {
        this.owners = owners;
    }

    /** Variables in the form of systemd's EnvironmentFile; values must have no line ends and no quotes. */
    Given environment(Path file, Map<String, String> variables) {
        var text = variables.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
        return secret(file, text, 0);
    }

    /** A file for one user alone. */
    Given secret(Path file, String text, int user) {
        return write(file, text, AtomicFile.SECRET, user);
    }

    Given copy(Path from, Path to, int user) {
        return secret(to, AtomicFile.read(from), user);
    }

    Given text(Path file, String text, int user) {
        return write(file, text, AtomicFile.PUBLIC, user);
    }

    private Given write(Path file, String text, String mode, int user) {
        if (Files.exists(file) && AtomicFile.read(file).equals(text)) {
            return this;
        }
        var folder = java.util.Objects.requireNonNull(file.getParent());
        if (!Files.exists(folder)) {
            AtomicFile.folder(folder, "rwx------");
        }
        AtomicFile.write(file, text, mode);
        owners.give(folder, user);
        changed = true;
        return this;
    }

    boolean changed() {
        return changed;
    }
}
