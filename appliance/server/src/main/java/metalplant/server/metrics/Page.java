package metalplant.server.metrics;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A page in Prometheus' text form, put together metric by metric. */
final class Page {
    private final Map<Metric, StringBuilder> samples = new EnumMap<>(Metric.class);

    /** One sample; @param labels values in the order of the metric's labels */
    void add(Metric metric, double value, String... labels) {
        add(metric, "", value, metric.labels(), List.of(labels));
    }

    /** One sample of a part of a histogram. */
    void add(Metric metric, String part, double value, List<String> names, List<String> values) {
        if (names.size() != values.size()) {
            throw new IllegalArgumentException("%s has the labels %s".formatted(metric.id(), names));
        }
        var text = samples.computeIfAbsent(metric, _ -> new StringBuilder());
        text.append(metric.id()).append(part);
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? '{' : ',').append(names.get(i)).append("=\"");
            escape(values.get(i), text);
            text.append('"');
        }
        text.append(names.isEmpty() ? " " : "} ").append(number(value)).append('\n');
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    byte[] bytes() {
        var text = new StringBuilder();
        samples.forEach((metric, lines) -> text.append("# HELP ")
                .append(metric.id())
                .append(' ')
                .append(metric.help())
                .append("\n# TYPE ")
                .append(metric.id())
                .append(' ')
                .append(metric.kind().name().toLowerCase(java.util.Locale.ROOT))
                .append('\n')
                .append(lines));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
