package metalplant.bench.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What people found out about a run: why rows miss their aims, with a heading {@code ## N ...} per row, and a list of notes on the run
 * as a whole below {@code ## notes}.
 */
public final class Causes {
    private static final String NOTES = "notes";

    private final Map<String, String> texts;

    private Causes(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
    }

    /** Reads the text; what stands before the first heading is for people who edit it. */
    public static Causes parse(String markdown) {
        var found = new HashMap<String, StringBuilder>();
        var current = new StringBuilder();
        for (var line : markdown.lines().toList()) {
            if (line.startsWith("## ")) {
                var word = line.substring(3).strip().split(" ", 2)[0];
                current = found.computeIfAbsent(word, _ -> new StringBuilder());
            } else if (!line.isBlank()) {
                current.append(current.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        var texts = new HashMap<String, String>();
        found.forEach((heading, text) -> texts.put(heading, text.toString()));
        return new Causes(texts);
    }

    /** The cause for a row, or that nobody has looked yet. */
    public String of(int row) {
        return texts.getOrDefault(Integer.toString(row), "not looked into yet");
    }

    /** What is to be known of the run as a whole: one sentence or more per item of the list. */
    public List<String> notes() {
        return Stream.of(texts.getOrDefault(NOTES, "").split("(^| )- ", -1))
                .map(String::strip)
                .filter(note -> !note.isEmpty())
                .toList();
    }
}
