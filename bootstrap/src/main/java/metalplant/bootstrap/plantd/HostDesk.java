package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metalplant.bootstrap.upgrade.Upgrades;
import metalplant.model.Problem;
import metalplant.wire.plant.CertificatesResponse;
import metalplant.wire.plant.FactoryResetRequest;
import metalplant.wire.plant.FactoryResetResponse;
import metalplant.wire.plant.PlantLogResponse;
import metalplant.wire.plant.PlantStatusResponse;
import metalplant.wire.plant.PlantUnitResponse;
import metalplant.wire.plant.UpgradeInstallRequest;
import metalplant.wire.plant.UpgradeStatusResponse;

/** What the host agent does when asked. */
final class HostDesk {
    private static final int LINES_DEFAULT = 100;
    private static final int LINES_MAX = 1_000;
    private static final int WAIT_SECONDS_MAX = 20;
    private static final int CURSOR_MAX = 512;
    private static final String UNIT = "[a-zA-Z0-9@_.-]{1,128}";

    private final Box box;
    private final HostView view;
    private final Certificates certificates;
    private final FactoryReset reset;
    private final Upgrades upgrades;

    HostDesk(Box box, HostView view, Certificates certificates, FactoryReset reset, Upgrades upgrades) {
        this.box = box;
        this.view = view;
        this.certificates = certificates;
        this.reset = reset;
        this.upgrades = upgrades;
    }

    PlantStatusResponse status() {
        return view.status(reset.isOrdered());
    }

    List<PlantUnitResponse> units() {
        return box.units().list().stream()
                .map(each -> new PlantUnitResponse(
                        each.name(),
                        each.description(),
                        each.active(),
                        each.detail(),
                        each.since().orElse(null),
                        each.memoryBytes().orElse(null)))
                .toList();
    }

    /** @param query unit, cursor, lines and wait (seconds); each may be "" */
    PlantLogResponse logs(Function<String, String> query) {
        var unit = Optional.of(query.apply("unit")).filter(text -> !text.isEmpty());
        unit.filter(each -> !each.matches(UNIT)).ifPresent(each -> {
            throw Problem.bad("unit is the name of a unit, as plantctl units shows them");
        });
        var cursor = Optional.of(query.apply("cursor")).filter(text -> !text.isEmpty());
        cursor.filter(each -> each.length() > CURSOR_MAX).ifPresent(each -> {
            throw Problem.bad("cursor is what the last answer gave");
        });
        var page = box.units()
                .log(
                        unit,
                        cursor,
                        number(query, "lines", LINES_DEFAULT, LINES_MAX),
                        Duration.ofSeconds(number(query, "wait", 0, WAIT_SECONDS_MAX)));
        return new PlantLogResponse(
                page.cursor(),
                page.lines().stream()
                        .map(each -> new PlantLogResponse.Line(each.at(), each.unit(), each.priority(), each.text()))
                        .toList());
    }

    private static int number(Function<String, String> query, String name, int otherwise, int max) {
        var text = query.apply(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > max) {
            throw Problem.bad("%s is a number up to %d".formatted(name, max));
        }
        return Integer.parseInt(text);
    }

    CertificatesResponse renewCertificates() {
        var plan = PlanSource.accepted(box.host());
        if (plan.isEmpty() || !java.nio.file.Files.exists(box.host().plant().settings())) {
            throw Problem.refused("this plant has no certificates yet: plantctl status says how far it is");
        }
        return certificates.renew(plan.get());
    }

    FactoryResetResponse resetPreview() {
        return reset.preview();
    }

    FactoryResetResponse reset(FactoryResetRequest request) {
        reset.order(Optional.ofNullable(request.confirm()).orElse(""));
        return reset.preview();
    }

    Upgrades upgrades() {
        return upgrades;
    }

    UpgradeStatusResponse install(UpgradeInstallRequest request) {
        return upgrades.install(
                Optional.ofNullable(request.file()).orElse(""), Boolean.TRUE.equals(request.allowOlder()));
    }

    UpgradeStatusResponse restart() {
        upgrades.restart();
        return upgrades.status();
    }
}
