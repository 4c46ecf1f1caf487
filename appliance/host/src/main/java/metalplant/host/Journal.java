package metalplant.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.core.units.JournalEntry;
import metalplant.core.units.JournalPage;
import metalplant.core.units.JournalQuery;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the journal, read by {@code journalctl}: systemd has no bus for it, and its file format is its own affair (ADR 30). What units logged is
 * hostile: sizes are bounded, control characters are taken out.
 */
final class Journal {
    private static final long SECONDS_AT_MOST = 30;

    /** A field of more than 4096 bytes comes as null, and one byte takes six characters at most. */
    private static final int CHARACTERS_PER_ENTRY = 64 * 1024;

    private static final String FIELDS = "MESSAGE,PRIORITY,UNIT,_SYSTEMD_UNIT,_PID";
    private static final File NOTHING = new File("/dev/null");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> program;

    Journal(List<String> program) {
        this.program = List.copyOf(program);
    }

    JournalPage read(JournalQuery query) {
        try {
            var process = new ProcessBuilder(command(query))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                    .start();
            var watchdog = process.onExit()
                    .orTimeout(SECONDS_AT_MOST, TimeUnit.SECONDS)
                    .whenComplete((_, late) -> {
                        if (late != null) {
                            process.destroyForcibly();
                        }
                    });
            try {
                return page(query, process);
            } finally {
                process.destroyForcibly();
                watchdog.cancel(false);
            }
        } catch (IOException e) {
            throw unreadable(e.getMessage()).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable("interrupted").because(e);
        }
    }

    private static Problem unreadable(@Nullable String why) {
        return Problem.of(ProblemCode.HOST_UNAVAILABLE, "the journal cannot be read: %s".formatted(why));
    }

    private List<String> command(JournalQuery query) {
        var command = new ArrayList<>(program);
        command.addAll(List.of("--output=json", "--output-fields=" + FIELDS, "--no-pager", "--quiet"));
        command.add("--lines=" + query.max());
        query.after().ifPresent(cursor -> command.add("--after-cursor=" + cursor));
        query.units().forEach(unit -> command.add("--unit=" + unit));
        return command;
    }

    private static JournalPage page(JournalQuery query, Process process) throws IOException, InterruptedException {
        var entries = new ArrayList<JournalEntry>();
        var said = "";
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = line(lines); line.isPresent(); line = line(lines)) {
                var text = line.get();
                if (text.startsWith("{")) {
                    entries.add(entry(text));
                } else {
                    said = text;
                }
            }
        }
        var status = process.waitFor();
        if (status != 0 && said.contains("cursor")) {
            throw Problem.bad("this journal has no such place; read its last lines instead");
        }
        if (status != 0) {
            throw unreadable(said.isEmpty() ? "journalctl ended with " + status : said);
        }
        return new JournalPage(
                entries,
                entries.isEmpty()
                        ? query.after()
                        : Optional.of(entries.getLast().cursor()));
    }

    /** The next line, however long a hostile one is. */
    private static Optional<String> line(BufferedReader lines) throws IOException {
        var text = new StringBuilder();
        for (var next = lines.read(); next >= 0; next = lines.read()) {
            if (next == '\n') {
                return Optional.of(text.toString());
            }
            if (text.length() >= CHARACTERS_PER_ENTRY) {
                throw new IOException("an entry is longer than %d characters".formatted(CHARACTERS_PER_ENTRY));
            }
            text.append((char) next);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    /** One entry of what {@code journalctl --output=json} writes. */
    static JournalEntry entry(String line) throws IOException {
        try {
            var json = JSON.readTree(line);
            return new JournalEntry(
                    json.path("__CURSOR").asText(),
                    Instant.EPOCH
                            .plus(number(json.path("__REALTIME_TIMESTAMP"), 0), ChronoUnit.MICROS)
                            .truncatedTo(ChronoUnit.MILLIS),
                    unit(json),
                    Math.clamp(number(json.path("PRIORITY"), 6), 0, 7),
                    message(json.path("MESSAGE")));
        } catch (JsonProcessingException e) {
            throw new IOException("an entry is no JSON", e);
        }
    }

    /** Whom systemd itself speaks of; everybody else speaks for itself, whatever it says. */
    private static String unit(JsonNode json) {
        var spokenOf = text(json.path("UNIT"));
        return text(json.path("_PID")).equals("1") && !spokenOf.isEmpty() ? spokenOf : text(json.path("_SYSTEMD_UNIT"));
    }

    private static long number(JsonNode node, long otherwise) {
        try {
            return Long.parseLong(text(node));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static String message(JsonNode node) {
        if (node.isNull()) {
            return "(a message of more than 4096 bytes)";
        }
        var clean = text(node).replaceAll("[\\p{Cntrl}&&[^\\t]]", " ").strip();
        return clean.length() <= JournalEntry.MESSAGE_LENGTH_MAX
                ? clean
                : clean.substring(0, JournalEntry.MESSAGE_LENGTH_MAX);
    }

    /** A field is a text, the bytes of something that is none, or a list of either if it was given several times. */
    private static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isArray() && !node.isEmpty()) {
            return node.get(0).isNumber() ? bytes(node) : text(node.get(0));
        }
        return "";
    }

    private static String bytes(JsonNode node) {
        var bytes = new byte[node.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) node.get(i).intValue();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
