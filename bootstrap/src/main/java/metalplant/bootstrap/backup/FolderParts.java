package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import metalplant.bootstrap.Folders;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * The files of a plant's folder that belong into a backup: what was made once and cannot be made again, and what the operator chose. Never
 * the ledger's voter, its log and its id (decision 8): a voter forgets nothing, so it is not put back. Never the host's half of the life
 * either: by its absence a restored plant knows that it is one.
 */
final class FolderParts {
    static final int FILE_MAX = 1 << 20;

    private static final int FILES_MAX = 10_000;
    private static final String FILE = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
    /** Made anew, true of one machine only, or of a restore that has not ended. */
    private static final List<String> OF_THIS_MACHINE = List.of("netns", Folders.RESTORING);

    private static final List<Pattern> KEPT = List.of(
            Pattern.compile(FILE),
            Pattern.compile("(pki|secrets)/" + FILE),
            Pattern.compile("federation/" + FILE + "\\.json"),
            Pattern.compile("federation/keys/" + FILE),
            Pattern.compile("federation/lives/incarnation"),
            Pattern.compile("federation/tunnels/(rotation\\.json|" + FILE + "\\.key)"));

    private static final List<String> FOLDERS =
            List.of("", "pki", "secrets", "federation", "federation/keys", "federation/lives", "federation/tunnels");
    private static final String MODE = "[r-][w-][x-][r-][w-][x-][r-][w-][x-]";

    private FolderParts() {}

    /**
     * A file.
     *
     * @param name relative to the plant's folder
     * @param mode as {@code rw-------}
     */
    record Part(String name, String mode, byte[] content) {
        Part {
            if (!isKept(name) || !mode.matches(MODE)) {
                throw Problem.bad("the backup is damaged: it has a file that belongs into none, \"%s\""
                        .formatted(name.replaceAll("[^A-Za-z0-9._/-]", "?")));
            }
        }
    }

    static boolean isKept(String name) {
        return !OF_THIS_MACHINE.contains(name)
                && KEPT.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** All of them, as they are now. */
    static List<Part> read(Path data) {
        var parts = new ArrayList<Part>();
        for (var folder : FOLDERS) {
            list(data.resolve(folder)).stream()
                    .map(file -> data.relativize(file).toString())
                    .filter(FolderParts::isKept)
                    .forEach(name -> parts.add(part(data, name)));
        }
        if (parts.size() > FILES_MAX) {
            throw Problem.refused("the plant's folder has more than %d files to keep".formatted(FILES_MAX));
        }
        return parts;
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static Part part(Path data, String name) {
        var file = data.resolve(name);
        try {
            if (Files.size(file) > FILE_MAX) {
                throw Problem.refused("%s is too large for a backup, which keeps files up to %d bytes: move it away"
                        .formatted(file, FILE_MAX));
            }
            return new Part(
                    name, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Puts a file back. */
    static void write(Path data, Part part) {
        var file = data.resolve(part.name());
        var folder = Objects.requireNonNull(file.getParent());
        if (!Files.isDirectory(folder)) {
            AtomicFile.folder(folder, "rwx------");
        }
        AtomicFile.write(file, part.content(), part.mode());
    }
}
