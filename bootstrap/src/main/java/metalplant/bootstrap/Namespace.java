package metalplant.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * The network namespace of a plant. The script {@code plant} makes and enters it, because a process cannot enter one with all of its
 * threads; here it is made sure that it did, and its name is kept for the script to find.
 */
final class Namespace {
    private static final Path NAMED = Path.of("/run/netns");
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    private Namespace() {}

    /**
     * Keeps the name in the plant's folder.
     *
     * @param asked what the operator says now; empty = as last time
     * @throws Problem BAD_REQUEST if this process is not in that namespace
     */
    static void keep(Folders folders, Optional<String> asked) {
        asked.or(() -> of(folders)).ifPresent(name -> {
            if (!FORM.matcher(name).matches() || !isHere(name)) {
                throw Problem.bad(
                        "this process is not in the network namespace \"%s\": start it as root with ./plant run --netns %s"
                                .formatted(name, name));
            }
            AtomicFile.write(folders.namespace(), name + "\n", AtomicFile.PUBLIC);
        });
    }

    private static boolean isHere(String name) {
        try {
            return Files.isSameFile(NAMED.resolve(name), Path.of("/proc/self/ns/net"));
        } catch (IOException e) {
            return false;
        }
    }

    /** The namespace that this plant lives in, if it is one of its own. */
    static Optional<String> of(Folders folders) {
        return Files.exists(folders.namespace())
                ? Optional.of(AtomicFile.read(folders.namespace()).strip())
                : Optional.empty();
    }
}
