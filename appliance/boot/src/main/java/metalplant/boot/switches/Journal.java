package metalplant.boot.switches;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import metalplant.model.World;

/** Remembers how far each switch is, over restarts, and who asked that may not. Each change is also a line of the log. */
public final class Journal {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final long SIZE_MAX = 1 << 20;
    /** Cards can be invented; these are enough to find a switch that was forgotten, and to know of an attack. */
    private static final int STRANGERS_MAX = 64;

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);
    private static final Duration LOGGED_AGAIN_AFTER = Duration.ofMinutes(10);

    /**
     * Who asked, and was not served.
     *
     * @param mac lower case with colons; "" = not known
     * @param address from which it asked; "" if it had none yet
     * @param says what it says of itself; nobody's word
     * @param why what it lacks
     */
    public record Stranger(String mac, String address, String says, String why, String first, String last) {}

    private final World world;
    private final Path file;
    private final TreeMap<String, Stranger> strangers = new TreeMap<>();
    private Progress progress;

    Journal(World world, Path file) {
        this.world = world;
        this.file = file;
        this.progress = read(file);
    }

    /** What is in such a file; nothing of it if there is none, or a damaged one. */
    public static Progress read(Path file) {
        try {
            if (Files.size(file) <= SIZE_MAX) {
                return Objects.requireNonNullElse(
                        JSON.readValue(Files.readAllBytes(file), Progress.class), Progress.NONE);
            }
        } catch (NoSuchFileException _) {
            return Progress.NONE;
        } catch (IOException e) {
            LOG.log(WARNING, "the progress of switches begins anew file={0} why={1}", file, e.getMessage());
        }
        return Progress.NONE;
    }

    synchronized void did(KnownSwitch of, String what, UnaryOperator<Progress.Steps> change) {
        LOG.log(INFO, "switch {0} name={1} mac={2}", what, of.name(), of.mac());
        progress = progress.with(of.name(), change.apply(progress.of(of.name())));
        try {
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, progress.json());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(WARNING, "the progress of switches is not kept file={0} why={1}", file, e.getMessage());
        }
    }

    String now() {
        return world.now().toString();
    }

    synchronized Progress progress() {
        return progress;
    }

    /** Somebody is not served. The same one is a line of the log every ten minutes at most. */
    synchronized void refused(String mac, String address, String says, String why) {
        var now = world.now();
        strangers
                .values()
                .removeIf(
                        each -> Instant.parse(each.last()).plus(FORGOTTEN_AFTER).isBefore(now));
        var key = mac.isEmpty() ? address : mac;
        var before = strangers.get(key);
        if (before == null && strangers.size() >= STRANGERS_MAX) {
            return;
        }
        var first = before == null ? now.toString() : before.first();
        strangers.put(key, new Stranger(mac, address, says, why, first, now.toString()));
        if (before == null
                || !before.why().equals(why)
                || Instant.parse(before.last()).plus(LOGGED_AGAIN_AFTER).isBefore(now)) {
            LOG.log(WARNING, "switch refused mac={0} address={1} says={2} why={3}", mac, address, says, why);
        }
    }

    /** Those of the last day, by card. */
    synchronized List<Stranger> strangers() {
        return List.copyOf(strangers.values());
    }
}
