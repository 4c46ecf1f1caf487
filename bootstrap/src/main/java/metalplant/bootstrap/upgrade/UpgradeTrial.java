package metalplant.bootstrap.upgrade;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayList;
import java.util.function.Consumer;
import metalplant.bootstrap.upgrade.UpgradeBox.Running;
import metalplant.bootstrap.upgrade.UpgradeRecord.Trial;
import metalplant.installer.upgrade.BootEntries.Entry;
import metalplant.model.World;

/** A new version on trial: its starts, how far each gets, that it is good, or that the boot loader has left it. */
final class UpgradeTrial {
    private static final System.Logger LOG = System.getLogger(UpgradeTrial.class.getName());

    private final UpgradeBox box;
    private final UpgradeBook book;
    private final World world;
    private final Consumer<String> points;

    UpgradeTrial(UpgradeBox box, UpgradeBook book, World world, Consumer<String> points) {
        this.box = box;
        this.book = book;
        this.world = world;
        this.points = points;
    }

    /** The new version runs. A start that is known already is the same one. */
    void begins(Running running, UpgradeRecord record) {
        var trials = new ArrayList<>(record.trials());
        if (trials.stream().noneMatch(each -> each.bootId().equals(running.bootId()))) {
            trials.add(new Trial(running.bootId(), world.now(), "start", ""));
            LOG.log(INFO, "on trial version={0} start={1}", running.version(), String.valueOf(trials.size()));
        }
        book.write(
                record.stage() == Stage.TRIAL
                        ? record.withTrials(trials)
                        : record.at(Stage.TRIAL, world.now()).withTrials(trials));
    }

    /** The version before runs, and nobody ordered that. */
    void isLeft(UpgradeRecord record) {
        var entry = box.onBootPartition(entries -> entries.of(record.to().roothash()));
        if (entry.filter(Entry::mayStart).isPresent()) {
            book.write(
                    record.because(
                            "the box was started again with the version before, although the new one has tries left: somebody chose it in the boot loader; the next restart tries the new one"));
            return;
        }
        // It had to wait for its turn if the new version was an older one.
        box.onBootPartition(entries -> {
            entries.of(record.from().roothash()).ifPresent(entries::markGood);
            return 0;
        });
        book.endTrial();
        book.write(record.at(Stage.FELL_BACK, world.now()).because(why(record)));
        LOG.log(WARNING, "upgrade fell back version={0}: {1}", record.to().version(), why(record));
    }

    private static String why(UpgradeRecord record) {
        if (record.trials().isEmpty()) {
            return "version %s was refused before its host agent ran: its slot was damaged (verity), or its kernel did not come up; the console of those starts says which"
                    .formatted(record.to().version());
        }
        var last = record.trials().getLast();
        return "version %s was not ready in %d starts; the last one was at step \"%s\"%s"
                .formatted(
                        record.to().version(),
                        record.trials().size(),
                        last.step(),
                        last.problem().isEmpty() ? "" : ", because: " + last.problem());
    }

    /** First the boot loader, whose count could be at its end; then what people are told. */
    void isGood(UpgradeRecord record) {
        box.onBootPartition(entries -> {
            entries.of(record.to().roothash()).ifPresent(entries::markGood);
            return 0;
        });
        points.accept("upgrade:blessed");
        book.write(record.at(Stage.GOOD, world.now()));
        points.accept("upgrade:good");
        book.endTrial();
        LOG.log(INFO, "upgrade is good version={0}", record.to().version());
    }

    /** Keeps how far the present start is. */
    void isAt(UpgradeRecord record, String step, String problem) {
        if (record.stage() != Stage.TRIAL || record.trials().isEmpty()) {
            return;
        }
        var trials = new ArrayList<>(record.trials());
        var last = trials.removeLast();
        trials.add(new Trial(last.bootId(), last.began(), step, problem));
        book.write(record.withTrials(trials));
    }
}
