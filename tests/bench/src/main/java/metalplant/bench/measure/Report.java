package metalplant.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All figures of one run, and what they were measured on. Three forms: a table for the terminal, JSON, and Markdown.
 *
 * @param facts commit, date, machine, in the order of printing
 * @param figures in any order
 * @param remarks what was left out and why, what went wrong
 */
public record Report(Map<String, String> facts, List<Figure> figures, List<String> remarks) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final List<String> HEADS =
            List.of("#", "workload", "figure", "unit", "limit", "limit is", "ratio", "aim", "verdict", "more");

    public Report {
        figures = figures.stream().sorted(Comparator.comparingInt(Figure::row)).toList();
        remarks = List.copyOf(remarks);
    }

    /** Three significant digits, no exponent; a dash for what there is not. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static List<String> cells(Figure figure) {
        boolean compared = !figure.limitName().isEmpty();
        return List.of(
                Integer.toString(figure.row()),
                figure.what(),
                number(figure.value()),
                figure.unit(),
                compared ? number(figure.limit()) : "–",
                compared ? figure.limitName() : "–",
                compared ? number(figure.ratio()) : "–",
                figure.aim().map(Aim::toString).orElse("–"),
                figure.verdict().toString(),
                more(figure));
    }

    private static String more(Figure figure) {
        var errors = figure.errors() == 0 ? "" : figure.errors() + " ERRORS";
        return errors.isEmpty() || figure.detail().isEmpty()
                ? errors + figure.detail()
                : errors + ", " + figure.detail();
    }

    /** Columns of equal width, for a terminal. */
    public String text() {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADS);
        figures.forEach(figure -> rows.add(cells(figure)));
        int[] widths = new int[HEADS.size() - 1];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var out = new StringBuilder();
        facts.forEach(
                (name, value) -> out.append(name).append(": ").append(value).append('\n'));
        out.append('\n');
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                out.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.append(row.getLast()).append('\n');
        }
        remarks.forEach(remark -> out.append("note: ").append(remark).append('\n'));
        return out.append(summary()).append('\n').toString();
    }

    /** A page: facts, table, misses with their causes, remarks. */
    public String markdown(Causes causes) {
        var out = new StringBuilder("# Benchmarks\n\nWritten by `./plant bench`; do not edit. ");
        out.append("What the columns mean and how to repeat it: [tests/bench](../tests/bench/README.md).\n\n");
        out.append("| | |\n|---|---|\n");
        facts.forEach((name, value) -> out.append("| %s | %s |\n".formatted(name, value)));
        out.append("\n").append(summary()).append("\n\n");
        out.append("| ").append(String.join(" | ", HEADS)).append(" |\n");
        out.append("|---".repeat(HEADS.size())).append("|\n");
        for (var figure : figures) {
            out.append("| ").append(String.join(" | ", cells(figure))).append(" |\n");
        }
        var missed = figures.stream()
                .filter(figure -> figure.verdict() == Verdict.MISSED)
                .map(Figure::row)
                .distinct()
                .toList();
        if (!missed.isEmpty()) {
            out.append("\n## Misses and their causes\n\n");
            missed.forEach(row -> out.append("- **Row %d:** %s\n".formatted(row, causes.of(row))));
        }
        var notes = new ArrayList<>(remarks);
        notes.addAll(causes.notes());
        if (!notes.isEmpty()) {
            out.append("\n## Notes on this run\n\n");
            notes.forEach(remark -> out.append("- ").append(remark).append('\n'));
        }
        return out.toString();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IOException if it is something else
     */
    public static Report parse(String json) throws IOException {
        var root = JSON.readTree(json);
        var facts = new LinkedHashMap<String, String>();
        root.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        var figures = new ArrayList<Figure>();
        for (var node : root.path("figures")) {
            figures.add(figure(node));
        }
        var notes = new ArrayList<String>();
        root.path("notes").forEach(note -> notes.add(note.asText()));
        return new Report(facts, figures, notes);
    }

    private static Figure figure(JsonNode node) {
        var rounds = new ArrayList<Round>();
        for (var round : node.path("rounds")) {
            // A number that there is not stands there as the text NaN.
            rounds.add(new Round(
                    Double.parseDouble(round.path("limit").asText()),
                    Double.parseDouble(round.path("ours").asText())));
        }
        var aim = Optional.of(node.path("aim").asText())
                .filter(text -> !text.isEmpty())
                .map(text -> Aim.parse(text, bound(node, text)));
        return new Figure(
                node.path("row").asInt(),
                node.path("workload").asText(),
                node.path("unit").asText(),
                node.path("limitName").asText(),
                rounds,
                aim,
                node.path("detail").asText(),
                node.path("errors").asLong());
    }

    /** Reports of before there was a field for it have it in the text alone, rounded. */
    private static double bound(JsonNode figure, String aim) {
        return figure.has("bound")
                ? figure.path("bound").asDouble()
                : Double.parseDouble(aim.substring(aim.lastIndexOf(' ') + 1));
    }

    /** Everything, every round included. */
    public String json() {
        var root = JSON.createObjectNode();
        var about = root.putObject("facts");
        facts.forEach(about::put);
        var list = root.putArray("figures");
        figures.forEach(figure -> write(list.addObject(), figure));
        var notes = root.putArray("notes");
        remarks.forEach(notes::add);
        return root.toPrettyString();
    }

    private static void write(ObjectNode node, Figure figure) {
        node.put("row", figure.row()).put("workload", figure.what()).put("unit", figure.unit());
        node.put("value", figure.value()).put("limit", figure.limit()).put("ratio", figure.ratio());
        node.put("limitName", figure.limitName()).put("errors", figure.errors());
        node.put("aim", figure.aim().map(Aim::toString).orElse(""));
        figure.aim().ifPresent(aim -> node.put("bound", aim.bound()));
        node.put("verdict", figure.verdict().name()).put("detail", figure.detail());
        var rounds = node.putArray("rounds");
        figure.rounds()
                .forEach(round -> rounds.addObject().put("limit", round.limit()).put("ours", round.ours()));
    }

    /** How facts and remarks about a row that runs by itself begin, so that they can be exchanged. */
    public static String about(int row) {
        return "row %d: ".formatted(row);
    }

    /** The same with one row of another run: its figures, and what is said {@linkplain #about about} it. */
    public Report withRow(int row, Report other) {
        var about = about(row);
        var all = new LinkedHashMap<String, String>();
        facts.forEach((name, value) -> putUnless(name.startsWith(about), all, name, value));
        other.facts().forEach((name, value) -> putUnless(!name.startsWith(about), all, name, value));
        var rows = new ArrayList<Figure>(figures);
        rows.removeIf(figure -> figure.row() == row);
        other.figures().stream().filter(figure -> figure.row() == row).forEach(rows::add);
        var said = new ArrayList<String>(remarks);
        said.removeIf(remark -> remark.startsWith(about));
        other.remarks().stream().filter(remark -> remark.startsWith(about)).forEach(said::add);
        return new Report(all, rows, said);
    }

    private static void putUnless(boolean left, Map<String, String> all, String name, String value) {
        if (!left) {
            all.put(name, value);
        }
    }

    private String summary() {
        return "%d met, %d missed, %d not judged"
                .formatted(count(Verdict.MET), count(Verdict.MISSED), count(Verdict.NOT_JUDGED));
    }

    private long count(Verdict verdict) {
        return figures.stream().filter(figure -> figure.verdict() == verdict).count();
    }
}
