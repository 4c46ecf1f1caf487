package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import metalplant.core.units.JournalPage;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.core.units.Units;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** The plant's units among those of the host: which there may be, and how long each may take. */
final class HostUnits implements BoxUnits {
    /** In the order in which they need each other; what an image has not is left out. */
    private static final List<UnitName> KNOWN = Stream.of(
                    "metal-plant.target",
                    "plantd.service",
                    "plant-net.service",
                    "postgres.service",
                    "cockroach.service",
                    "nsqlookupd.service",
                    "nsqd.service",
                    "metal-api.service",
                    "plant-dns.service",
                    "plant-time.service",
                    "plant-dhcp.service",
                    "plant-boot.service",
                    "plant-bmc.service",
                    "plant-images.service",
                    "plant-console.service",
                    ReachServices.FRR,
                    ReachServices.KEEPER,
                    "plant-certificates.timer",
                    "plant-backup.timer")
            .map(UnitName::of)
            .toList();

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Units units;
    private final World world;

    HostUnits(Units units, World world) {
        this.units = units;
        this.world = world;
    }

    @Override
    public Optional<State> find(String unit) {
        return units.states(List.of(UnitName.of(unit))).stream().findFirst().map(HostUnits::toState);
    }

    @Override
    public List<State> list() {
        return units.states(KNOWN).stream().map(HostUnits::toState).toList();
    }

    /** One that failed before is tried as if it never had: systemd would refuse it after a few times. */
    @Override
    public void start(String unit) {
        var name = UnitName.of(unit);
        if (units.state(name).activity() == UnitActivity.FAILED) {
            units.clearFailure(name);
        }
        units.start(name, START);
    }

    @Override
    public void stop(String unit) {
        try {
            units.stop(UnitName.of(unit), STOP);
        } catch (Problem e) {
            if (e.code() != ProblemCode.UNIT_NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void restart(String unit) {
        units.restart(UnitName.of(unit), START);
    }

    @Override
    public Page log(Optional<String> unit, Optional<String> cursor, int max, Duration patience) {
        var of = unit.map(each -> List.of(UnitName.of(each))).orElse(KNOWN);
        long deadline = world.nanos() + patience.toNanos();
        while (true) {
            var page = units.journal(new JournalQuery(of, cursor, max));
            if (!page.entries().isEmpty() || world.nanos() - deadline >= 0 || !paused()) {
                return toPage(page);
            }
        }
    }

    private boolean paused() {
        try {
            world.pause(POLL);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Page toPage(JournalPage page) {
        return new Page(
                page.entries().stream()
                        .map(each -> new Line(each.at(), each.unit(), each.priority(), each.message()))
                        .toList(),
                page.next().orElse(""));
    }

    private static State toState(UnitState state) {
        return new State(
                state.name().text(),
                state.description(),
                state.activity().name().toLowerCase(Locale.ROOT),
                state.sub(),
                state.since(),
                known(state.memoryBytes()));
    }

    private static Optional<Long> known(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
