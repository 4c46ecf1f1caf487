package metalplant.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;

/**
 * What the build knows of itself.
 *
 * @param version of all that it makes
 * @param built the one time that all files of images get
 */
record BuildFacts(String version, Instant built) {

    static BuildFacts read() {
        var facts = new Properties();
        try (var in = Objects.requireNonNull(BuildFacts.class.getResourceAsStream("build.properties"))) {
            facts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildFacts(
                Objects.requireNonNull(facts.getProperty("version")),
                Instant.parse(Objects.requireNonNull(facts.getProperty("built"))));
    }
}
