package metalplant.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;

class UnitReaderTest {
    private static final UnitName UNIT = UnitName.of("postgres.service");
    private static final String NOBODY_COUNTS = "18446744073709551615";

    @Test
    void whatSystemdSaysBecomesAState() {
        var state = UnitReader.state(
                UNIT,
                Map.of(
                        "Description", new Variant<>("Database"),
                        "ActiveState", new Variant<>("active"),
                        "SubState", new Variant<>("running"),
                        "ActiveEnterTimestamp", new Variant<>(new UInt64(1_795_000_000_123_456L)),
                        "InactiveEnterTimestamp", new Variant<>(new UInt64(1L))),
                Map.of(
                        "Result", new Variant<>("success"),
                        "MainPID", new Variant<>(new UInt32(4711)),
                        "MemoryCurrent", new Variant<>(new UInt64(36_700_160L)),
                        "NRestarts", new Variant<>(new UInt32(2))));

        assertThat(state.description()).isEqualTo("Database");
        assertThat(state.activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(state.since()).contains(Instant.ofEpochMilli(1_795_000_000_123L));
        assertThat(state.process()).hasValue(4711);
        assertThat(state.memoryBytes()).hasValue(36_700_160L);
        assertThat(state.restarts()).isEqualTo(2);
    }

    @Test
    void whatNobodyCountsIsAbsentAndNotHuge() {
        var state = UnitReader.state(
                UNIT,
                Map.of("ActiveState", new Variant<>("failed"), "InactiveEnterTimestamp", new Variant<>(new UInt64(0L))),
                Map.of(
                        "Result", new Variant<>("oom-kill"),
                        "MainPID", new Variant<>(new UInt32(0)),
                        "MemoryCurrent", new Variant<>(new UInt64(NOBODY_COUNTS))));

        assertThat(state.activity()).isEqualTo(UnitActivity.FAILED);
        assertThat(state.result()).isEqualTo("oom-kill");
        assertThat(state.memoryBytes()).isEmpty();
        assertThat(state.process()).isEmpty();
        assertThat(state.since()).isEmpty();
    }

    @Test
    void aStateOfANewerSystemdIsNotGuessed() {
        assertThatThrownBy(() -> UnitReader.state(UNIT, Map.of("ActiveState", new Variant<>("dreaming")), Map.of()))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.HOST_UNAVAILABLE));
    }
}
