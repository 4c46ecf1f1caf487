package metalplant.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;

/** What the build knows of itself. */
public final class Build {
    private static final Properties FACTS = read();

    private Build() {}

    /** As the version endpoint shows it, with a leading v. */
    public static String version() {
        return "v" + fact("version");
    }

    /** The earliest time it can be. */
    public static Instant built() {
        return Instant.parse(fact("built"));
    }

    /** Of the PostgreSQL programs that come along. */
    public static String postgresVersion() {
        return fact("postgres");
    }

    private static String fact(String name) {
        return Objects.requireNonNull(FACTS.getProperty(name), name);
    }

    private static Properties read() {
        var facts = new Properties();
        try (var in = Objects.requireNonNull(Build.class.getResourceAsStream("build.properties"))) {
            facts.load(in);
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
