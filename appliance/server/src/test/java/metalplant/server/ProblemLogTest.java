package metalplant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProblemLogTest {
    private final List<String> lines = new ArrayList<>();

    /** Keeps what is logged as it would be printed. */
    private final System.Logger log = new System.Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
            lines.add(level + " " + text + (thrown == null ? "" : " with its stack"));
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
            lines.add(level + " " + java.text.MessageFormat.format(format, values));
        }
    };

    @Test
    void aRefusalNamesWhatItIsAbout() {
        ProblemLog.write(log, "operation=findSize", Problem.notFound("size", "s1"));

        assertThat(lines)
                .containsExactly("DEBUG call refused operation=findSize code=ENTITY_NOT_FOUND id=s1"
                        + " why=no size with id \"s1\" found");
    }

    @Test
    void whatACallerSentStaysOnItsLineAndIsCut() {
        ProblemLog.write(log, "operation=x", Problem.exists("size", "a\nERROR forged {0}" + "b".repeat(1_000)));

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .doesNotContain("\n")
                        .contains("id=a ERROR forged {0}bbb")
                        .hasSizeLessThan(600));
    }

    @Test
    void onlyWhatAsksSomebodyToActIsAnError() {
        ProblemLog.write(log, "method=m", Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "gone"));
        ProblemLog.write(log, "method=m", Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "bug"));

        assertThat(lines)
                .containsExactly(
                        "INFO call not possible now method=m code=DATABASE_UNAVAILABLE",
                        "ERROR call failed method=m code=STORED_STATE_IMPOSSIBLE with its stack");
    }
}
