package metalplant.console.access;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import metalplant.model.World;

/**
 * One JSON object a line, in {@code audit.jsonl}, for the owner alone. What is older than eight MiB lies in {@code audit.1.jsonl}, and goes
 * when that is full too. The same goes to the log.
 */
public final class AuditFile implements Audit {
    private static final System.Logger LOG = System.getLogger(AuditFile.class.getName());
    private static final long BYTES_MAX = 8L << 20;
    private static final int FACT_MAX = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Path older;
    private final World world;

    public AuditFile(Path folder, World world) {
        this.file = folder.resolve("audit.jsonl");
        this.older = folder.resolve("audit.1.jsonl");
        this.world = world;
    }

    @Override
    public synchronized void note(String event, Map<String, String> facts) {
        var line = JSON.createObjectNode()
                .put("at", world.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("event", event);
        facts.forEach((name, value) -> line.put(name, bounded(value)));
        LOG.log(INFO, "console {0} {1}", event, words(facts));
        try {
            append((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            LOG.log(WARNING, "what happened on a console is not written down file=" + file, e);
        }
    }

    private static String words(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(each -> each.getKey() + "=" + bounded(each.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** What strangers say of themselves makes no second line and no long one. */
    private static String bounded(String value) {
        var line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= FACT_MAX ? line : line.substring(0, FACT_MAX);
    }

    private void append(byte[] line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length > BYTES_MAX) {
            Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
        }
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), mode)) {
            for (var buffer = ByteBuffer.wrap(line); buffer.hasRemaining(); ) {
                channel.write(buffer);
            }
            channel.force(false);
        }
    }
}
