package metalplant.bootstrap.plantd;

import java.util.Map;
import java.util.Optional;
import metalplant.bootstrap.backup.RestoreOrder;
import metalplant.mesh.files.AtomicFile;

/**
 * Puts a plant back, if that was ordered: what this box had goes, files and rows of the backup come, and the steps behind this one go on
 * as at any boot. Until the order is gone each attempt begins with an empty box, so a cut or an error leaves nothing half.
 */
final class Restoring {
    private static final Map<String, Integer> FOLDERS = Map.of(
            "plant", Owners.METAL_PLANT,
            "postgres", Owners.POSTGRES,
            "cockroach", Owners.COCKROACH,
            "nsq", Owners.NSQ);

    private final Box box;
    private final ServiceSteps services;

    Restoring(Box box, ServiceSteps services) {
        this.box = box;
        this.services = services;
    }

    static Optional<String> ordered(Host host) {
        return RestoreOrder.in(host.firstBoot()).id();
    }

    void ensure(Step.Run run) {
        var order = RestoreOrder.in(box.host().firstBoot());
        if (order.id().isEmpty()) {
            return;
        }
        run.waits("this box to be empty");
        empty();
        run.point("emptied");
        run.waits("the files of the backup");
        order.carryOut(box.host().plant(), box.world(), () -> {
            run.point("files");
            var database = services.startedDatabase(run);
            run.waits("the rows of the backup");
            return database;
        });
        run.point("rows");
        box.owners().give(box.host().plant().data(), Owners.METAL_PLANT);
        // Before the order is taken away: a cut in between says it twice, and not never.
        box.consoles()
                .say(
                        "the plant was put back: a new life begins, no machine is touched before it is confirmed (plantctl reconcile)");
        order.done();
    }

    private void empty() {
        FactoryReset.UNITS.forEach(box.units()::stop);
        for (var each : FOLDERS.entrySet()) {
            var folder = box.host().var().resolve(each.getKey());
            FactoryReset.destroy(folder, false);
            AtomicFile.folder(folder, "rwx------");
            box.owners().give(folder, each.getValue());
        }
    }
}
