package metalplant.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts as they shall be. With {@code -Dgolden=write} they are written instead; look at the difference before you commit it. */
public final class GoldenFiles {
    private static final Path ALL = Path.of("src/test/resources/metalplant/fabric");

    private GoldenFiles() {}

    /** @param name below the folder of this module's files, such as {@code policy/leaf.conf} */
    public static void hold(String name, String text) {
        var file = ALL.resolve(name);
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(text).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
