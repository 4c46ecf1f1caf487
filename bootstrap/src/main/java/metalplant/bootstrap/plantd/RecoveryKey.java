package metalplant.bootstrap.plantd;

import java.security.SecureRandom;
import metalplant.bootstrap.backup.PlantKeys;
import metalplant.bootstrap.backup.RecoveryCommand;

/** The plant's recovery key: made once, and kept only when its words were shown. The last step, so that nothing pushes them off a screen. */
final class RecoveryKey {
    private static final String NOTE = "recovery";

    private final Box box;

    RecoveryKey(Box box) {
        this.box = box;
    }

    /** A cut between showing and keeping shows other words at the next start; those that were seen before open nothing. */
    void ensure(Step.Run run) {
        var missing = new PlantKeys(box.host().plant(), new SecureRandom()).missing();
        if (missing.isEmpty()) {
            box.warnings().clear(NOTE);
            return;
        }
        var fresh = missing.get();
        if (!box.consoles().say(RecoveryCommand.panel(fresh.words()))) {
            box.warnings()
                    .set(
                            NOTE,
                            "no console could show the words of a recovery key, so there is none and no backup is made: plantctl recovery renew");
            return;
        }
        run.point("shown");
        fresh.keep();
        box.owners().give(box.host().plant().recoveryCard(), Owners.METAL_PLANT);
        box.warnings().clear(NOTE);
    }
}
