package metalplant.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.bench.measure.Causes;
import metalplant.bench.measure.Report;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .resolve("../../docs")
            .normalize();

    @Test
    void thePageIsMadeOfFiguresAndCausesAndNotByHand() throws Exception {
        var report = Report.parse(Files.readString(DOCS.resolve("benchmarks.json")));
        var causes = Causes.parse(Files.readString(DOCS.resolve("benchmark-causes.md")));

        assertThat(Files.readString(DOCS.resolve("benchmarks.md")))
                .as("make it again: ./plant bench --from docs/benchmarks.json --markdown docs/benchmarks.md")
                .isEqualTo(report.markdown(causes));
    }
}
