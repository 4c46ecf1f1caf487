package metalplant.bootstrap.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.upgrade.UpgradeBox.Running;
import metalplant.installer.upgrade.BootEntries.Entry;
import metalplant.wire.plant.UpgradeSlotResponse;
import metalplant.wire.plant.UpgradeStatusResponse;
import metalplant.wire.plant.UpgradeTrialResponse;

/**
 * What is told of upgrades.
 *
 * @param progress of the work that is being done; "" if none is
 */
record UpgradeView(Optional<Running> running, Optional<UpgradeRecord> record, String progress) {
    UpgradeStatusResponse toWire(List<Entry> entries) {
        var now = record.filter(each -> !each.stage().isOver());
        return new UpgradeStatusResponse(
                record.map(each -> each.stage().word()).orElse("none"),
                running.map(Running::version).orElse(""),
                slots(entries),
                record.map(each -> each.from().version()).orElse(null),
                record.map(each -> each.to().version()).orElse(null),
                now.map(each -> each.stage().waitsFor()).orElse(null),
                progress.isEmpty() ? null : progress,
                record.map(UpgradeRecord::since).orElse(null),
                record.map(UpgradeView::trials).orElse(List.of()),
                record.map(UpgradeRecord::snapshot).orElse(null),
                record.map(UpgradeRecord::good).orElse(null),
                record.map(UpgradeRecord::goodSeconds).orElse(0L),
                Upgrades.GOOD_BEFORE_COMMIT.toSeconds(),
                record.map(UpgradeRecord::problem)
                        .filter(text -> !text.isEmpty())
                        .orElse(null),
                record.map(each -> next(each.stage()))
                        .filter(text -> !text.isEmpty())
                        .orElse(null));
    }

    private static List<UpgradeTrialResponse> trials(UpgradeRecord record) {
        return record.trials().stream()
                .map(each -> new UpgradeTrialResponse(
                        each.began(), each.step(), each.problem().isEmpty() ? null : each.problem()))
                .toList();
    }

    private List<UpgradeSlotResponse> slots(List<Entry> entries) {
        var slots = new ArrayList<UpgradeSlotResponse>();
        for (var entry : entries) {
            slots.add(new UpgradeSlotResponse(
                    slot(entry),
                    entry.version(),
                    entry.hash(),
                    running.filter(each -> each.roothash().startsWith(entry.hash()))
                            .isPresent(),
                    onTrial(entry),
                    entry.left().isPresent() ? entry.left().getAsInt() : null,
                    entry.done()));
        }
        return slots;
    }

    private String slot(Entry entry) {
        return running.filter(each -> each.roothash().startsWith(entry.hash()))
                .map(Running::slot)
                .or(() -> running.map(each -> each.slot().equals("root-a") ? "root-b" : "root-a"))
                .orElse("");
    }

    private boolean onTrial(Entry entry) {
        return record.filter(each -> each.stage() == Stage.SWITCHED || each.stage() == Stage.TRIAL)
                .filter(each -> each.to().roothash().startsWith(entry.hash()))
                .isPresent();
    }

    private static String next(Stage stage) {
        return switch (stage) {
            case SWITCHED ->
                "plantctl upgrade install --restart, or start the box again yourself; plantctl upgrade rollback forgets it";
            case ROLLING_BACK -> "plantctl upgrade rollback --restart, or start the box again yourself";
            case TRIAL ->
                "nothing: without a ready plant the box goes back by itself; plantctl upgrade rollback goes back now";
            case GOOD ->
                "plantctl upgrade commit, or nothing: seven good days commit it; plantctl upgrade rollback goes back";
            case FELL_BACK -> "plantctl logs plantd.service says more; install the next version, or the same once more";
            case REFUSED -> "plantctl upgrade install with a good file";
            case ORDERED, WRITING, SNAPSHOT, SWITCHING, COMMITTING, COMMITTED, ROLLED_BACK -> "";
        };
    }
}
