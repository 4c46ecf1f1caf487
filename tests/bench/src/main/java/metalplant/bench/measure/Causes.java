package metalplant.bench.measure;

import java.util.HashMap;
import java.util.Map;

/** Why rows miss their aims, as people found out: a text with a heading {@code ## N ...} per row. */
public final class Causes {
    private final Map<Integer, String> byRow;

    private Causes(Map<Integer, String> byRow) {
        this.byRow = Map.copyOf(byRow);
    }

    /** Reads the text; what stands before the first heading is for people who edit it. */
    public static Causes parse(String markdown) {
        var found = new HashMap<Integer, StringBuilder>();
        StringBuilder current = new StringBuilder();
        for (var line : markdown.lines().toList()) {
            if (line.startsWith("## ")) {
                var word = line.substring(3).strip().split(" ", 2)[0];
                current = word.matches("[0-9]{1,3}")
                        ? found.computeIfAbsent(Integer.parseInt(word), _ -> new StringBuilder())
                        : new StringBuilder();
            } else if (!line.isBlank()) {
                current.append(current.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        var texts = new HashMap<Integer, String>();
        found.forEach((row, text) -> texts.put(row, text.toString()));
        return new Causes(texts);
    }

    /** The cause for a row, or that nobody has looked yet. */
    public String of(int row) {
        return byRow.getOrDefault(row, "not looked into yet");
    }
}
