package metalplant.host;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.freedesktop.dbus.types.Variant;

/** Makes a state of what systemd says of a unit. */
final class UnitReader {
    private static final String UNIT = "org.freedesktop.systemd1.Unit";

    private final Bus bus;

    UnitReader(Bus bus) {
        this.bus = bus;
    }

    /** A unit as it is now; empty if there is none of that name. */
    Optional<UnitState> find(UnitName name) {
        var path = UnitPath.of(name);
        var unit = bus.properties(path, UNIT);
        // One that failed and whose file went meanwhile is still there.
        if (text(unit, "LoadState", "").equals("not-found")
                && text(unit, "ActiveState", "").equals("inactive")) {
            return Optional.empty();
        }
        var more = UnitPath.kind(name).map(kind -> bus.properties(path, kind)).orElse(Map.of());
        return Optional.of(state(name, unit, more));
    }

    static UnitState state(UnitName name, Map<String, Variant<?>> unit, Map<String, Variant<?>> more) {
        var activity = activity(text(unit, "ActiveState", ""));
        return new UnitState(
                name,
                text(unit, "Description", name.text()),
                activity,
                text(unit, "SubState", ""),
                text(more, "Result", "success"),
                since(activity, unit),
                positive(more, "MainPID"),
                memory(more),
                positive(more, "NRestarts").orElse(0));
    }

    private static UnitActivity activity(String text) {
        try {
            return UnitActivity.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemCode.HOST_UNAVAILABLE, "systemd knows a state that is not known here: " + text)
                    .because(e);
        }
    }

    private static Optional<Instant> since(UnitActivity activity, Map<String, Variant<?>> unit) {
        var when = switch (activity) {
            case ACTIVE, RELOADING, REFRESHING, MAINTENANCE -> "ActiveEnterTimestamp";
            case INACTIVE, FAILED -> "InactiveEnterTimestamp";
            case ACTIVATING -> "InactiveExitTimestamp";
            case DEACTIVATING -> "ActiveExitTimestamp";
        };
        var micros = positive(unit, when);
        return micros.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.EPOCH
                        .plus(micros.getAsLong(), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS));
    }

    /** All ones mean that nobody counts. */
    private static OptionalLong memory(Map<String, Variant<?>> more) {
        return positive(more, "MemoryCurrent");
    }

    private static String text(Map<String, Variant<?>> properties, String name, String otherwise) {
        var found = properties.get(name);
        return found != null && found.getValue() instanceof String text ? text : otherwise;
    }

    /** A number above 0; all ones, which stand for "unknown", are below it as a signed number. */
    private static OptionalLong positive(Map<String, Variant<?>> properties, String name) {
        var found = properties.get(name);
        return found != null && found.getValue() instanceof Number number && number.longValue() > 0
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }
}
