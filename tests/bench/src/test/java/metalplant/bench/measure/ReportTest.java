package metalplant.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Causes CAUSES = Causes.parse("""
            How to edit this file.
            ## 3 allocate and free
            Two commits per call;
            the second waits for the first.
            ## notes
            - Busy machine: other programs
              took a half.
            - Without peers.
            """);

    @Test
    void aMissIsShownWithItsCause() {
        var markdown = report(1).markdown(CAUSES);

        assertThat(markdown)
                .contains("| 3 | cycles at 100 | 10.0 | cycles/s | 100 | floor | 0.100 | ratio ≥ 0.500 | MISSED |")
                .contains("- **Row 3:** Two commits per call; the second waits for the first.")
                .contains("| commit | abc |")
                .contains("0 met, 1 missed, 0 not judged");
    }

    @Test
    void aMissThatNobodyLookedIntoSaysSo() {
        assertThat(report(1).markdown(Causes.parse(""))).contains("- **Row 3:** not looked into yet");
    }

    @Test
    void notesOfTheRunAndOfPeopleStandBelow() {
        assertThat(report(0).markdown(CAUSES)).endsWith("""
                        ## Notes on this run

                        - a note
                        - Busy machine: other programs took a half.
                        - Without peers.
                        """);
    }

    @Test
    void thePageCanBeMadeAgainFromTheJson() throws Exception {
        var report = report(0);

        var again = Report.parse(report.json());

        assertThat(again).isEqualTo(report);
        assertThat(again.markdown(CAUSES)).isEqualTo(report.markdown(CAUSES));
    }

    @Test
    void aRowThatRunsByItselfTakesThePlaceOfItsLastRunAndOfNothingElse() {
        var older = soaked(report(0), 12, "load 1");
        var whole = older.withRow(16, soaked(new Report(new LinkedHashMap<>(), List.of(), List.of()), 7, "load 2"));

        assertThat(whole.figures()).extracting(Figure::row).containsExactly(3, 16);
        assertThat(whole.figures().getLast().value()).isEqualTo(7);
        assertThat(whole.facts()).containsEntry("commit", "abc").containsEntry("row 16: commit", "load 2");
        assertThat(whole.remarks()).containsExactly("a note", "row 16: load 2");
    }

    private static Report soaked(Report report, double value, String text) {
        var facts = new LinkedHashMap<>(report.facts());
        facts.put("row 16: commit", text);
        var figures = new ArrayList<>(report.figures());
        figures.add(
                new Figure(16, "findIP", "ms p99", "", List.of(new Round(Double.NaN, value)), Optional.empty(), "", 0));
        var remarks = new ArrayList<>(report.remarks());
        remarks.add("row 16: " + text);
        return new Report(facts, figures, remarks);
    }

    @Test
    void columnsOfTheTextAreAligned() {
        var lines = report(0).text().lines().filter(line -> !line.isBlank()).toList();

        assertThat(lines.get(1).indexOf("unit")).isEqualTo(lines.get(2).indexOf("cycles/s"));
    }

    @Test
    void errorsAreShownFirst() {
        assertThat(report(7).text()).contains("7 ERRORS, p99 3 ms");
    }

    @Test
    void theJsonHoldsEveryRound() {
        assertThat(report(0).json()).contains("\"ours\" : 10.0").contains("\"verdict\" : \"MISSED\"");
    }

    @Test
    void numbersHaveThreeSignificantDigits() {
        assertThat(List.of(1234.4, 12.34, 1.234, 0.1234, 0.01234, 0.0, Double.NaN))
                .extracting(Report::number)
                .containsExactly("1234", "12.3", "1.23", "0.123", "0.0123", "0", "–");
    }

    private static Report report(long errors) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("commit", "abc");
        var figure = new Figure(
                3,
                "cycles at 100",
                "cycles/s",
                "floor",
                List.of(new Round(100, 10)),
                Optional.of(Aim.ratioAtLeast(0.5)),
                "p99 3 ms",
                errors);
        return new Report(facts, List.of(figure), List.of("a note"));
    }
}
