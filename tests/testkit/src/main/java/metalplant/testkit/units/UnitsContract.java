package metalplant.testkit.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import metalplant.core.units.JournalEntry;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.core.units.Units;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promises of {@link Units}, kept by the twin and by a real systemd alike. The host has the units of {@link #RUNS} and so on. */
public abstract class UnitsContract {
    /** Runs until it is stopped. */
    protected static final UnitName RUNS = UnitName.of("test-runs.service");

    /** Ends well after a moment. */
    protected static final UnitName ENDS = UnitName.of("test-ends.service");

    /** Ends with exit status 3. */
    protected static final UnitName FAILS = UnitName.of("test-fails.service");

    /** Ends well after 3 seconds. */
    protected static final UnitName SLOW = UnitName.of("test-slow.service");

    /** Logs one, two, three and ends well. */
    protected static final UnitName SAYS = UnitName.of("test-says.service");

    private static final UnitName ABSENT = UnitName.of("test-absent.service");
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    protected abstract Units units();

    @BeforeEach
    void nothingRuns() {
        for (var unit : List.of(RUNS, ENDS, FAILS, SLOW, SAYS)) {
            units().stop(unit, AT_MOST);
            units().clearFailure(unit);
        }
    }

    @Test
    void aStartedUnitRuns() {
        var before = units().state(RUNS);
        var started = units().start(RUNS, AT_MOST);

        assertThat(before.activity()).isEqualTo(UnitActivity.INACTIVE);
        assertThat(before.process()).isEmpty();
        assertThat(started.activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(started.sub()).isEqualTo("running");
        assertThat(started.result()).isEqualTo("success");
        assertThat(started.since()).isPresent();
        assertThat(started.process()).isPresent();
        assertThat(units().state(RUNS).process()).isEqualTo(started.process());
    }

    @Test
    void whatRunsAlreadyIsNotStartedAgain() {
        var first = units().start(RUNS, AT_MOST);
        var second = units().start(RUNS, AT_MOST);

        assertThat(second.process()).isEqualTo(first.process());
        assertThat(second.since()).isEqualTo(first.since());
    }

    @Test
    void aRestartedUnitIsAnotherProcess() {
        var first = units().start(RUNS, AT_MOST);
        var second = units().restart(RUNS, AT_MOST);

        assertThat(second.activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(second.process()).isPresent().isNotEqualTo(first.process());
    }

    @Test
    void whatCannotReadItsConfigurationAnewIsRestarted() {
        var first = units().start(RUNS, AT_MOST);
        var second = units().reload(RUNS, AT_MOST);

        assertThat(second.process()).isPresent().isNotEqualTo(first.process());
    }

    @Test
    void aStoppedUnitStaysStoppedAndStoppingItAgainIsNothing() {
        units().start(RUNS, AT_MOST);

        var stopped = units().stop(RUNS, AT_MOST);
        var again = units().stop(RUNS, AT_MOST);

        assertThat(stopped.activity()).isEqualTo(UnitActivity.INACTIVE);
        assertThat(stopped.process()).isEmpty();
        assertThat(again.activity()).isEqualTo(UnitActivity.INACTIVE);
    }

    @Test
    void aUnitThatEndsIsWaitedForToItsEnd() {
        var ended = units().start(ENDS, AT_MOST);

        assertThat(ended.activity()).isEqualTo(UnitActivity.INACTIVE);
        assertThat(ended.result()).isEqualTo("success");
    }

    @Test
    void aUnitThatFailsIsAProblemThatNamesItAndTheReason() {
        assertThatThrownBy(() -> units().start(FAILS, AT_MOST)).isInstanceOfSatisfying(Problem.class, e -> {
            assertThat(e.code()).isEqualTo(ProblemCode.UNIT_FAILED);
            assertThat(e.getMessage()).contains(FAILS.text(), "exit-code");
        });

        var state = units().state(FAILS);
        assertThat(state.activity()).isEqualTo(UnitActivity.FAILED);
        assertThat(state.result()).isEqualTo("exit-code");
        units().clearFailure(FAILS);
        assertThat(units().state(FAILS).activity()).isEqualTo(UnitActivity.INACTIVE);
    }

    @Test
    void aUnitThatTakesLongerThanTheCallerWaitsGoesOnByItself() {
        assertThatThrownBy(() -> units().start(SLOW, Duration.ofMillis(100)))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.UNIT_SLOW));
        assertThat(units().state(SLOW).activity()).isEqualTo(UnitActivity.ACTIVATING);

        Eventually.until("it has ended", () -> units().state(SLOW).activity() == UnitActivity.INACTIVE);
        assertThat(units().state(SLOW).result()).isEqualTo("success");
    }

    @Test
    void aUnitThatIsNotThereIsNotFoundWhateverIsAskedOfIt() {
        assertNotFound(() -> units().state(ABSENT));
        assertNotFound(() -> units().start(ABSENT, AT_MOST));
        assertNotFound(() -> units().stop(ABSENT, AT_MOST));
        assertNotFound(() -> units().restart(ABSENT, AT_MOST));
        assertThat(units().states(List.of(ABSENT, RUNS, FAILS)))
                .extracting(UnitState::name)
                .containsExactly(RUNS, FAILS);
    }

    private static void assertNotFound(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.UNIT_NOT_FOUND));
    }

    @Test
    void watchersSeeWhatBecomesOfAUnitUntilTheyLeave() {
        var seen = new CopyOnWriteArrayList<UnitState>();
        try (var _ = units().watch(List.of(RUNS, FAILS), seen::add)) {
            units().start(RUNS, AT_MOST);
            Eventually.until("they saw it run", () -> sawLast(seen, RUNS, UnitActivity.ACTIVE));
            units().stop(RUNS, AT_MOST);
            Eventually.until("they saw it stopped", () -> sawLast(seen, RUNS, UnitActivity.INACTIVE));
            assertThatThrownBy(() -> units().start(FAILS, AT_MOST)).isInstanceOf(Problem.class);
            Eventually.until("they saw it fail", () -> sawLast(seen, FAILS, UnitActivity.FAILED));
            units().start(SAYS, AT_MOST);
        }
        units().start(RUNS, AT_MOST);

        assertThat(seen).extracting(UnitState::name).containsOnly(RUNS, FAILS);
        assertThat(seen.getLast().name()).isEqualTo(FAILS);
    }

    private static boolean sawLast(List<UnitState> seen, UnitName unit, UnitActivity activity) {
        return !seen.isEmpty()
                && seen.getLast().name().equals(unit)
                && seen.getLast().activity() == activity;
    }

    @Test
    void whatAUnitLogsIsReadOnceAndInOrder() {
        // given a place in the journal
        units().start(SAYS, AT_MOST);
        Eventually.until(
                "it is in the journal",
                () -> !units().journal(JournalQuery.last(1, SAYS)).entries().isEmpty());
        var page = units().journal(JournalQuery.last(1_000, SAYS));
        var next = page.next().orElseThrow();

        // when more is logged, and read in pages of two
        units().start(SAYS, AT_MOST);
        var read = new ArrayList<JournalEntry>();
        var pages = new Pages(new JournalQuery(List.of(SAYS), page.next(), 2));
        Eventually.until("all of it is there", () -> {
            var more = pages.next();
            assertThat(more).hasSizeLessThanOrEqualTo(2);
            read.addAll(more);
            return said(read).size() == 3;
        });

        // then each line came once, in order, and reading behind the last one gives nothing
        assertThat(said(read)).containsExactly("one", "two", "three");
        assertThat(read)
                .extracting(JournalEntry::cursor)
                .doesNotHaveDuplicates()
                .doesNotContain(next);
        assertThat(read).extracting(JournalEntry::unit).containsOnly(SAYS.text());
        assertThat(read).allSatisfy(entry -> assertThat(entry.priority()).isBetween(0, 7));
        Eventually.until("nothing follows", () -> pages.next().isEmpty());
    }

    /** Goes on reading where the last page ended. */
    private final class Pages {
        private JournalQuery query;

        Pages(JournalQuery query) {
            this.query = query;
        }

        List<JournalEntry> next() {
            var page = units().journal(query);
            query = query.after(page.next().orElseThrow());
            return page.entries();
        }
    }

    private static List<String> said(List<JournalEntry> entries) {
        return entries.stream()
                .map(JournalEntry::message)
                .filter(List.of("one", "two", "three")::contains)
                .toList();
    }

    @Test
    void aPlaceThatTheJournalNeverHadIsRefused() {
        assertThatThrownBy(() -> units().journal(JournalQuery.last(1, SAYS).after("s=0;i=nonsense")))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.BAD_REQUEST));
    }
}
