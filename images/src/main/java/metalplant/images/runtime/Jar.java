package metalplant.images.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A jar of the class path, and what it is.
 *
 * @param file where it was built or fetched
 * @param group of its coordinates
 * @param artefact of its coordinates
 * @param version of its coordinates
 */
public record Jar(Path file, String group, String artefact, String version) {
    private static final String OWN_GROUP = "metalplant";

    /**
     * Reads the coordinates from the place: {@code .../GROUP/ARTEFACT/VERSION/FILE} of a Maven repository, or {@code MODULE/target/FILE} of
     * this tree.
     *
     * @param repository the local repository
     * @param version of what this tree builds
     */
    static Jar of(Path file, Path repository, String version) {
        if (file.startsWith(repository)) {
            var place = repository.relativize(file);
            int count = place.getNameCount();
            return new Jar(
                    file,
                    place.subpath(0, count - 3).toString().replace('/', '.'),
                    place.getName(count - 3).toString(),
                    place.getName(count - 2).toString());
        }
        var module = Optional.ofNullable(file.getParent())
                .map(Path::getParent)
                .map(Path::getFileName)
                .orElse(file)
                .toString();
        return new Jar(file, OWN_GROUP, module, version);
    }

    /** Its name in the folder of libraries; the same for every build. */
    public String name() {
        return group.equals(OWN_GROUP)
                ? "metalplant-%s.jar".formatted(artefact)
                : file.getFileName().toString();
    }

    /** The package URL of the bill of materials. */
    public String url() {
        return "pkg:maven/%s/%s@%s?type=jar".formatted(group, artefact, version);
    }
}
