package metalplant.wireguard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that a person has read. After a wanted change copy target/golden over them and read the difference. */
public final class Golden {
    private Golden() {}

    public static void check(String name, String actual) {
        try (var stream = Golden.class.getResourceAsStream(name)) {
            var folder = Files.createDirectories(Path.of("target", "golden"));
            Files.writeString(folder.resolve(name), actual);
            assertThat(stream).as("golden file %s", name).isNotNull();
            assertThat(actual).isEqualTo(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
