package metalplant.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.Test;

/** A panel of a metric that nobody exports stays empty, and nobody notices. */
class DashboardTest {
    private static final Pattern NAME = Pattern.compile("metal_[a-z0-9_]+");
    private static final Pattern LABEL = Pattern.compile("\\{\\{([A-Za-z]+)}}");

    private static Path tree() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve("docs/grafana")))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> targets() throws Exception {
        var dashboard = WireJson.mapper()
                .readTree(tree().resolve("docs/grafana/metal-plant.json").toFile());
        var targets = new ArrayList<JsonNode>();
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(targets::add));
        return targets;
    }

    @Test
    void everyMetricOfADashboardIsOneThatIsExported() throws Exception {
        var named = new TreeSet<String>();
        for (var target : targets()) {
            NAME.matcher(target.path("expr").asText()).results().forEach(match -> named.add(match.group()));
        }

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(named.stream().filter(name -> Metric.named(name).isEmpty())).isEmpty();
    }

    @Test
    void everyLabelInALegendIsOneOfItsMetrics() throws Exception {
        for (var target : targets()) {
            var labels = NAME.matcher(target.path("expr").asText())
                    .results()
                    .flatMap(match -> Metric.named(match.group()).orElseThrow().labels().stream())
                    .toList();
            LABEL.matcher(target.path("legendFormat").asText())
                    .results()
                    .forEach(match ->
                            assertThat(labels).as(target.path("expr").asText()).contains(match.group(1)));
        }
    }

    @Test
    void theDocumentOfMetricsNamesThemAll() throws Exception {
        var text = Files.readString(tree().resolve("docs/metrics.md"));
        var families = NAME.matcher(text.replace("*", ""))
                .results()
                .map(match -> match.group())
                .toList();

        assertThat(Stream.of(Metric.values()).filter(metric -> families.stream().noneMatch(metric.id()::startsWith)))
                .isEmpty();
    }
}
