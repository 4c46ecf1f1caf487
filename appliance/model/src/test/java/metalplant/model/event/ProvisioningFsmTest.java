package metalplant.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProvisioningFsmTest {
    private static final Instant LAST = Instant.parse("2026-01-01T00:00:00Z");
    private static final CommandOutcome COMMAND = new CommandOutcome(LAST, "RESET", CommandOutcome.State.DONE, "");
    private static final Duration SOON = Duration.ofMinutes(5).minusMillis(1);
    private static final Duration EXACTLY = Duration.ofMinutes(5);
    private static final Duration LATE = Duration.ofMinutes(5).plusMillis(1);

    /**
     * The table of metal-api-rest.md 4.2, written down apart from the code: event | states | effect at less than, exactly and more
     * than five minutes after the last event. What is not listed is unexpected.
     */
    private static final String TABLE = """
            Alive              | Initial, PXE Booting, Preparing, Registering, Waiting, Installing, Booting New Kernel | touch
            Crashed            | Initial, PXE Booting, Preparing, Registering, Waiting, Installing, Booting New Kernel | append +crash +error
            PXE Booting        | Planned Reboot, Machine Reclaim, Crashed, Initial | append -reclaim
            PXE Booting        | PXE Booting                                       | touch -reclaim
            Preparing          | PXE Booting, Planned Reboot, Machine Reclaim, Crashed, Initial | append -reclaim
            Registering        | Preparing, Initial                                | append
            Waiting            | Registering, Initial                              | append
            Installing         | Registering, Waiting, Initial                     | append
            Booting New Kernel | Installing, Initial                               | append
            Phoned Home        | Booting New Kernel, Initial                       | append -crash
            Phoned Home        | Phoned Home                                       | touch
            Phoned Home        | Machine Reclaim                                   | ignore; ignore; touch +reclaim
            Phoned Home        | PXE Booting                                       | ignore; touch -reclaim; touch -reclaim
            Phoned Home        | Preparing                                         | ignore; append -reclaim; append -reclaim
            Phoned Home        | Registering, Waiting                              | ignore; append; append
            Phoned Home        | Planned Reboot                                    | append -crash
            Planned Reboot     | *                                                 | append -crash
            Machine Reclaim    | *                                                 | append -crash
            """;

    private static final String INITIAL = "Initial";

    private record Case(String state, EventType event, Duration gap, boolean flags, String effect) {
        @Override
        public String toString() {
            return "%s in %s after %s, flags %s: %s".formatted(event.wire(), state, gap, flags, effect);
        }
    }

    static Stream<Case> everyPair() {
        var expected = table();
        var cases = new ArrayList<Case>();
        for (var state : states()) {
            for (var event : EventType.values()) {
                var effects = expected.getOrDefault(event.wire() + "@" + state, List.of("unexpected"));
                for (boolean flags : new boolean[] {false, true}) {
                    cases.add(new Case(state, event, SOON, flags, effects.getFirst()));
                    cases.add(new Case(state, event, EXACTLY, flags, effects.get(effects.size() / 2)));
                    cases.add(new Case(state, event, LATE, flags, effects.getLast()));
                }
            }
        }
        assertThat(cases).hasSize(11 * 11 * 6);
        return cases.stream();
    }

    private static Map<String, List<String>> table() {
        var pairs = new TreeMap<String, List<String>>();
        TABLE.lines().forEach(line -> {
            var cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
            var effects =
                    Arrays.stream(cells.get(2).split(";")).map(String::strip).toList();
            var states =
                    cells.get(1).equals("*") ? states() : List.of(cells.get(1).split(", *"));
            for (var state : states) {
                assertThat(states()).contains(state);
                assertThat(pairs.put(cells.getFirst() + "@" + state, effects)).isNull();
            }
        });
        return pairs;
    }

    /** Every newest event a log can have, and none at all. */
    private static List<String> states() {
        return Stream.concat(
                        Stream.of(INITIAL),
                        Arrays.stream(EventType.values())
                                .filter(type -> type != EventType.ALIVE)
                                .map(EventType::wire))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void everyPairOfStateAndEventHasTheEffectOfTheTable(Case pair) {
        var before = container(pair.state(), pair.flags());
        var time = LAST.plus(pair.gap());

        var after = ProvisioningFsm.apply(before, new ProvisioningEvent(time, pair.event(), "because"));

        assertThat(after).isEqualTo(expected(pair, before, time));
    }

    private static ProvisioningEvents container(String state, boolean flags) {
        List<ProvisioningEvent> log = state.equals(INITIAL)
                ? List.of()
                : List.of(new ProvisioningEvent(LAST, EventType.parse(state).orElseThrow(), "before"));
        return new ProvisioningEvents(
                "m", Liveliness.DEAD, Optional.of(LAST), flags, flags, Optional.empty(), Optional.of(COMMAND), log, 7);
    }

    private static ProvisioningEvents expected(Case pair, ProvisioningEvents before, Instant time) {
        var effect = pair.effect();
        if (effect.equals("ignore")) {
            return before;
        }
        boolean unexpected = effect.equals("unexpected");
        var type = pair.event();
        var message = unexpected ? "[unexpectedly received in " + stateText(pair.state()) + "]: because" : "because";
        var event = new ProvisioningEvent(time, type, message);
        var crash = unexpected && (type == EventType.PXE_BOOTING || type == EventType.PREPARING)
                ? true
                : flag(effect, "crash", before.crashLoop());
        var keeps = unexpected ? type != EventType.ALIVE : effect.startsWith("append");
        var log = new ArrayList<ProvisioningEvent>();
        if (keeps) {
            log.add(event);
        }
        log.addAll(before.log());
        return new ProvisioningEvents(
                "m",
                Liveliness.ALIVE,
                Optional.of(time),
                crash,
                flag(effect, "reclaim", before.failedReclaim()),
                unexpected || effect.contains("+error") ? Optional.of(event) : Optional.empty(),
                Optional.of(COMMAND),
                log,
                7);
    }

    private static String stateText(String state) {
        return state.equals("Crashed") ? "state crashing" : "state " + state.toLowerCase(java.util.Locale.ROOT);
    }

    private static boolean flag(String effect, String name, boolean before) {
        if (effect.contains("+" + name)) {
            return true;
        }
        return !effect.contains("-" + name) && before;
    }

    @Test
    void anUnexpectedEventWithoutMessageSaysOnlyWhereItCame() {
        var after = ProvisioningFsm.apply(
                container("Phoned Home", false), new ProvisioningEvent(LAST, EventType.WAITING, ""));

        assertThat(after.newest().orElseThrow().message()).isEqualTo("[unexpectedly received in state phoned home]");
    }

    @Test
    void aContainerThatHeardNothingTakesAnyEventOfTheNormalWay() {
        var after = ProvisioningFsm.apply(
                ProvisioningEvents.empty("m"), new ProvisioningEvent(LAST, EventType.PHONED_HOME, ""));

        assertThat(after.lastEventTime()).contains(LAST);
        assertThat(after.lastError()).isEmpty();
    }

    @Test
    void anEventOlderThanTheNewestIsRefused() {
        var waiting = container("Waiting", false);
        var early = new ProvisioningEvent(LAST.minusMillis(1), EventType.INSTALLING, "");

        assertThatThrownBy(() -> ProvisioningFsm.apply(waiting, early))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("older");
    }

    @Test
    void theLogKeepsTheNewestEventsOnly() {
        var events = ProvisioningEvents.empty("m");

        for (int i : IntStream.range(0, 50).toArray()) {
            var event = new ProvisioningEvent(LAST.plusSeconds(i), EventType.PLANNED_REBOOT, "n" + i);
            events = ProvisioningFsm.apply(events, event);
        }

        assertThat(events.log()).hasSize(ProvisioningEvents.LOG_MAX);
        assertThat(events.newest().orElseThrow().message()).isEqualTo("n49");
    }

    @Test
    void theNormalWayEndsWithoutCrashLoopOrError() {
        var events = ProvisioningEvents.empty("m");
        var way = List.of(
                EventType.PXE_BOOTING,
                EventType.PREPARING,
                EventType.REGISTERING,
                EventType.WAITING,
                EventType.ALIVE,
                EventType.INSTALLING,
                EventType.BOOTING_NEW_KERNEL,
                EventType.PHONED_HOME,
                EventType.MACHINE_RECLAIM,
                EventType.PREPARING);

        for (int i = 0; i < way.size(); i++) {
            events = ProvisioningFsm.apply(events, new ProvisioningEvent(LAST.plusSeconds(i), way.get(i), ""));
        }

        assertThat(events.crashLoop()).isFalse();
        assertThat(events.lastError()).isEmpty();
        assertThat(events.log()).hasSize(way.size() - 1);
    }
}
