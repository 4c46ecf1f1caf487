package metalplant.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.core.units.Units;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.systemd.SystemdContainer;
import metalplant.testkit.systemd.SystemdExtension;
import metalplant.testkit.units.UnitsContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SystemdUnitsTest extends UnitsContract {
    private static final UnitName HOSTILE = UnitName.of("test-hostile.service");
    private static final UnitName NEW = UnitName.of("test-new.service");
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    @RegisterExtension
    static final SystemdExtension MACHINE = SystemdExtension.with(SystemdUnitsTest::prepare);

    private static @Nullable SystemdUnits units;

    private static void prepare(SystemdContainer machine) {
        service(machine, RUNS, "simple", "sleep infinity");
        service(machine, ENDS, "oneshot", "true");
        service(machine, FAILS, "oneshot", "exit 3");
        service(machine, SLOW, "oneshot", "sleep 3");
        service(machine, SAYS, "oneshot", "printf \"one\\\\ntwo\\\\nthree\\\\n\"");
        service(
                machine,
                HOSTILE,
                "oneshot",
                "printf \"red \\\\033[31m\\\\007bell\\\\n\"; printf \"\\\\303\\\\050 no UTF-8\\\\n\";"
                        + " head -c 100000 /dev/zero | tr \"\\\\0\" x; echo");
    }

    private static void service(SystemdContainer machine, UnitName unit, String type, String script) {
        machine.write("/etc/systemd/system/" + unit, """
                [Unit]
                Description=Test
                [Service]
                Type=%s
                ExecStart=/bin/sh -c '%s'
                """.formatted(type, script));
    }

    @BeforeAll
    static void connect() {
        var command = new ArrayList<>(List.of(MACHINE.machine().enter()));
        command.add("journalctl");
        units = new SystemdUnits(new SystemWorld(), MACHINE.machine().bus(), command);
    }

    @AfterAll
    static void disconnect() {
        if (units != null) {
            units.close();
        }
    }

    @Override
    protected Units units() {
        var connected = units;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        return connected;
    }

    @Test
    void aUnitThatWasNotThereIsThereOnceItsFileWasRead() {
        service(MACHINE.machine(), NEW, "simple", "sleep infinity");
        units().readUnitFiles();

        assertThat(units().start(NEW, AT_MOST).activity()).isEqualTo(UnitActivity.ACTIVE);
        assertThat(units().state(UnitName.of("multi-user.target")).activity()).isEqualTo(UnitActivity.ACTIVE);
    }

    @Test
    void watchersAreToldAgainBehindALossOfTheBus() {
        var seen = new ConcurrentLinkedQueue<UnitState>();
        units().start(RUNS, AT_MOST);
        try (var _ = units().watch(List.of(RUNS), seen::add)) {
            MACHINE.machine()
                    .run("systemctl", "kill", "--signal=KILL", "dbus.service")
                    .good();
            Eventually.until(
                    "told behind the loss",
                    () -> seen.stream().anyMatch(state -> state.activity() == UnitActivity.ACTIVE));
            MACHINE.machine().run("systemctl", "stop", RUNS.text()).good();
            Eventually.until(
                    "told of what came then",
                    () -> seen.stream().anyMatch(state -> state.activity() == UnitActivity.INACTIVE));
        }
    }

    @Test
    void whatAHostileUnitLogsIsTextOfBoundedLength() {
        units().start(HOSTILE, AT_MOST);

        Eventually.until(
                "all of it is there",
                () -> units().journal(JournalQuery.last(100, HOSTILE)).entries().stream()
                        .anyMatch(entry -> entry.message().endsWith("xxx")
                                || entry.message().contains("4096 bytes")));
        var entries = units().journal(JournalQuery.last(100, HOSTILE)).entries();

        assertThat(entries).anyMatch(entry -> entry.message().equals("red  [31m bell"));
        assertThat(entries).anyMatch(entry -> entry.message().endsWith("no UTF-8"));
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.message())
                    .hasSizeLessThanOrEqualTo(4_096)
                    .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f]");
            assertThat(entry.unit()).isEqualTo(HOSTILE.text());
        });
    }
}
