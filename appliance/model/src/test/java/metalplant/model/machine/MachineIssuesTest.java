package metalplant.model.machine;

import static metalplant.model.machine.IssueType.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import org.junit.jupiter.api.Test;

class MachineIssuesTest {
    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

    private static MachineSummary healthy(String id) {
        return machine(id, "p", Optional.of("project"), List.of(), "mac-" + id, "ip-" + id, Optional.of(NOW), events());
    }

    private static MachineSummary machine(
            String id,
            String partition,
            Optional<String> owner,
            List<Long> asns,
            String mac,
            String address,
            Optional<Instant> updated,
            MachineSummary.Events events) {
        return new MachineSummary(
                id,
                partition,
                "size",
                MachineState.Value.AVAILABLE,
                false,
                owner,
                asns,
                mac,
                address,
                updated,
                Optional.of(events));
    }

    private static MachineSummary.Events events() {
        return events(Liveliness.ALIVE, false, false, Optional.empty(), EventType.PHONED_HOME);
    }

    private static MachineSummary.Events events(
            Liveliness liveliness, boolean crash, boolean reclaim, Optional<Instant> error, EventType newest) {
        return new MachineSummary.Events(liveliness, crash, reclaim, Optional.of(newest), error);
    }

    private static Map<String, List<IssueType>> find(MachineSummary... machines) {
        return MachineIssues.find(Arrays.asList(machines), MachineIssues.Filter.ALL, NOW);
    }

    @Test
    void aHealthyMachineHasNone() {
        assertThat(find(healthy("a"), healthy("b"))).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsNamedInTheOrderOfTheCatalogue() {
        var events = events(Liveliness.DEAD, true, true, Optional.of(NOW.minusSeconds(1)), EventType.CRASHED);

        var found = find(machine("a", "", Optional.empty(), List.of(), "", "", Optional.empty(), events));

        assertThat(found)
                .containsEntry(
                        "a",
                        List.of(
                                NO_PARTITION,
                                LIVELINESS_DEAD,
                                FAILED_MACHINE_RECLAIM,
                                CRASH_LOOP,
                                LAST_EVENT_ERROR,
                                BMC_WITHOUT_MAC,
                                BMC_WITHOUT_IP,
                                BMC_INFO_OUTDATED));
    }

    @Test
    void withoutContainerNothingElseIsLookedAt() {
        var a = healthy("a");
        var bare = new MachineSummary(
                "a", "", "", a.state(), false, Optional.empty(), List.of(), "", "", Optional.empty(), Optional.empty());

        assertThat(find(bare)).containsEntry("a", List.of(NO_EVENT_CONTAINER));
    }

    @Test
    void aFreeMachineThatPhonesHomeWasNotReclaimed() {
        var found = find(machine("a", "p", Optional.empty(), List.of(), "m", "i", Optional.of(NOW), events()));

        assertThat(found).containsEntry("a", List.of(FAILED_MACHINE_RECLAIM));
    }

    @Test
    void aWaitingMachineIsInNoCrashLoop() {
        var waiting = events(Liveliness.ALIVE, true, false, Optional.empty(), EventType.WAITING);

        assertThat(find(machine("a", "p", Optional.empty(), List.of(), "m", "i", Optional.of(NOW), waiting)))
                .isEmpty();
    }

    @Test
    void anOldErrorAndAFreshBmcReportAreNoIssue() {
        var week = Duration.ofDays(7);
        var old = events(Liveliness.ALIVE, false, false, Optional.of(NOW.minus(week)), EventType.WAITING);
        var young = events(
                Liveliness.ALIVE, false, false, Optional.of(NOW.minus(week).plusMillis(1)), EventType.WAITING);
        var twentyMinutes = NOW.minus(Duration.ofMinutes(20));

        assertThat(find(
                        machine("a", "p", Optional.empty(), List.of(), "m", "i", Optional.of(twentyMinutes), old),
                        machine(
                                "b",
                                "p",
                                Optional.empty(),
                                List.of(),
                                "m",
                                "j",
                                Optional.of(twentyMinutes.minusMillis(1)),
                                young)))
                .isEqualTo(Map.of("b", List.of(LAST_EVENT_ERROR, BMC_INFO_OUTDATED)));
    }

    @Test
    void sharedAddressesAndAsnsAreFoundAmongTheEvaluatedOnly() {
        var owner = Optional.of("p");
        var a = machine("a", "p", owner, List.of(42L), "m", "same", Optional.of(NOW), events());
        var b = machine("b", "p", owner, List.of(42L), "m", "same", Optional.of(NOW), events());

        assertThat(find(a)).isEmpty();
        assertThat(find(a, b))
                .isEqualTo(Map.of(
                        "a", List.of(ASN_NOT_UNIQUE, BMC_NO_DISTINCT_IP),
                        "b", List.of(ASN_NOT_UNIQUE, BMC_NO_DISTINCT_IP)));
    }

    @Test
    void filtersChooseBySeverityAndOmitWinsOverOnly() {
        var events = events(Liveliness.UNKNOWN, false, true, Optional.of(NOW), EventType.PHONED_HOME);
        var machine = machine("a", "p", Optional.of("x"), List.of(), "", "i", Optional.of(NOW), events);
        var week = Duration.ofDays(7);

        assertThat(MachineIssues.find(
                        List.of(machine), new MachineIssues.Filter(Severity.CRITICAL, List.of(), List.of(), week), NOW))
                .containsEntry("a", List.of(FAILED_MACHINE_RECLAIM));
        assertThat(MachineIssues.find(
                        List.of(machine),
                        new MachineIssues.Filter(
                                Severity.MINOR,
                                List.of(BMC_WITHOUT_MAC, LIVELINESS_UNKNOWN),
                                List.of(LIVELINESS_UNKNOWN),
                                week),
                        NOW))
                .containsEntry("a", List.of(BMC_WITHOUT_MAC));
    }
}
