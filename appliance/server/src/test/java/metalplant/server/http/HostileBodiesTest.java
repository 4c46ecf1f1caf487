package metalplant.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import metalplant.wire.WireJson;
import metalplant.wire.size.SizeCreateRequest;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes as a body is read into a record, or is no JSON of that shape: nothing else may come out of the reader, because the door
 * answers 400 to that and 500 to all else.
 */
class HostileBodiesTest {
    private static final long SEED = Long.getLong("seed", 20_261_130L);
    private static final int BODIES_OF_EACH = 300;
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-0",
            "1e400",
            "9223372036854775808",
            "-9223372036854775809",
            "1.5",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[]]",
            "{\"\":{}}",
            "\"0001-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:60Z\"",
            "\"not a time\"",
            "[null]",
            "{\"a\":null}",
            "NaN",
            "\"\\x\"",
            "'",
            "\u0000",
            "\uFEFF{}",
            "{\"id\":1,\"id\":2}");

    /** Every record that a body may be read into. */
    private static List<Class<?>> records() throws IOException, URISyntaxException, ClassNotFoundException {
        var place = Path.of(WireJson.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            return recordsBelow(place);
        }
        try (var jar = FileSystems.newFileSystem(place, Map.of())) {
            return recordsBelow(jar.getPath("/"));
        }
    }

    private static List<Class<?>> recordsBelow(Path root) throws IOException, ClassNotFoundException {
        var found = new ArrayList<Class<?>>();
        try (var files = Files.walk(root.resolve("metalplant").resolve("wire"))) {
            for (var file : files.sorted().toList()) {
                var name = root.relativize(file).toString().replace('/', '.');
                if (name.endsWith(".class") && !name.contains("package-info")) {
                    var type = Class.forName(name.substring(0, name.length() - ".class".length()));
                    if (type.isRecord()) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void everyBodyIsARecordOrNoJsonOfItsShape() throws Exception {
        var random = new Random(SEED);
        var types = records();
        assertThat(types).hasSizeGreaterThan(100).contains(SizeCreateRequest.class);
        var outcomes = new HashMap<Boolean, Integer>();
        for (var type : types) {
            for (int i = 0; i < BODIES_OF_EACH; i++) {
                outcomes.merge(read(type, body(random, type)), 1, Integer::sum);
            }
        }
        // Both happen often, so that neither the bodies nor the reader are too simple.
        assertThat(outcomes.get(true)).isGreaterThan(types.size() * 10);
        assertThat(outcomes.get(false)).isGreaterThan(types.size() * 10);
    }

    private static boolean read(Class<?> type, byte[] body) {
        try {
            WireJson.mapper().readValue(body, type);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(
                    "seed %d, %s, body %s"
                            .formatted(SEED, type.getSimpleName(), new String(body, StandardCharsets.UTF_8)),
                    e);
        }
    }

    /** Keys of the record with odd values; of one in three some bytes are others, or it is cut off. */
    private static byte[] body(Random random, Class<?> type) {
        var text = new StringBuilder("{");
        for (var component : type.getRecordComponents()) {
            if (random.nextInt(4) == 0) {
                text.append(text.length() > 1 ? "," : "")
                        .append('"')
                        .append(component.getName())
                        .append("\":")
                        .append(ODD.get(random.nextInt(ODD.size())));
            }
        }
        var bytes = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(6)) {
            case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> changed(random, bytes);
            default -> bytes;
        };
    }

    private static byte[] changed(Random random, byte[] bytes) {
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
