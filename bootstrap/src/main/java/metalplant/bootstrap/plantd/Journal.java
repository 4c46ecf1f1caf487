package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;

/**
 * What first boot did and when, in one file that is replaced whole: after a cut it holds the state before a change or the one behind it.
 *
 * <p>It is a record for people and for the next boot's estimates. What a step has to do it finds out from the world itself, never from
 * here; so a journal that was lost costs nothing but the record, and one that cannot be read is put aside and begun anew.
 */
final class Journal {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final int TEXT_MAX = 2_000;
    private static final long SIZE_MAX = 256 * 1024;

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private @Nullable Instant ready;

    private Journal(Path file) {
        this.file = file;
    }

    /**
     * One step.
     *
     * @param attempts how often it was begun, in all boots
     * @param done when it was done last
     * @param tookMillis how long it took then
     * @param problem why it failed last; "" if it did not since
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            String name,
            int attempts,
            @Nullable Instant began,
            @Nullable Instant done,
            @JsonProperty("tookmillis") long tookMillis,
            String problem) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Document(List<Entry> steps, @Nullable Instant ready) {}

    /** The journal of this box; an empty one at the first boot. */
    static Journal open(Path file) {
        var journal = new Journal(file);
        if (Files.exists(file)) {
            journal.read();
        }
        return journal;
    }

    private void read() {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw new java.io.IOException("it is larger than any journal");
            }
            var document = WireJson.mapper().readValue(AtomicFile.read(file), Document.class);
            document.steps().forEach(entry -> entries.put(entry.name(), entry));
            ready = document.ready();
        } catch (java.io.IOException | RuntimeException e) {
            entries.clear();
            AtomicFile.write(file.resolveSibling("journal.damaged"), e.toString(), AtomicFile.SECRET);
        }
    }

    synchronized void begin(String step, Instant now) {
        var before = find(step);
        put(new Entry(
                step,
                before.map(Entry::attempts).orElse(0) + 1,
                now,
                before.map(Entry::done).orElse(null),
                before.map(Entry::tookMillis).orElse(0L),
                ""));
    }

    synchronized void failed(String step, String problem) {
        var before = find(step).orElseThrow();
        var text = problem.length() > TEXT_MAX ? problem.substring(0, TEXT_MAX) : problem;
        if (!before.problem().equals(text)) {
            put(new Entry(step, before.attempts(), before.began(), before.done(), before.tookMillis(), text));
        }
    }

    synchronized void done(String step, Instant now, long tookMillis) {
        var before = find(step).orElseThrow();
        put(new Entry(step, before.attempts(), before.began(), now, tookMillis, ""));
    }

    synchronized void ready(Instant now) {
        ready = now;
        save();
    }

    /** When this plant was ready for the first time or last. */
    synchronized Optional<Instant> ready() {
        return Optional.ofNullable(ready);
    }

    synchronized Optional<Entry> find(String step) {
        return Optional.ofNullable(entries.get(step));
    }

    private void put(Entry entry) {
        entries.put(entry.name(), entry);
        save();
    }

    private void save() {
        try {
            var document = new Document(new ArrayList<>(entries.values()), ready);
            AtomicFile.write(file, WireJson.mapper().writeValueAsString(document) + "\n", AtomicFile.SECRET);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a journal always has a JSON form", e);
        } catch (UncheckedIOException e) {
            // A full disk must not keep a step from being tried, nor a plant that was ready from being one.
            LOG.log(WARNING, "journal cannot be written file={0}: {1}", file, e.getMessage());
        }
    }
}
