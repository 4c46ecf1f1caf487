package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import metalplant.bootstrap.backup.StateSnapshot;
import metalplant.bootstrap.upgrade.UpgradePlant;
import metalplant.federation.ledger.Acceptance;
import metalplant.model.Problem;
import metalplant.plan.PlantPlan;
import metalplant.server.federation.Release;
import metalplant.store.SqlStore;

/** The plant on this box, as far as an upgrade has to do with it. */
final class BoxPlant implements UpgradePlant {
    private static final System.Logger LOG = System.getLogger(BoxPlant.class.getName());
    private static final String API = "metal-api.service";

    private final Box box;

    BoxPlant(Box box) {
        this.box = box;
    }

    @Override
    public Path snapshot(Path folder) {
        var plant = box.host().plant();
        try {
            return StateSnapshot.make(plant, engine().config(), folder, box.world());
        } finally {
            // What was made on the way belongs to the plant's own user, as everything in its folder.
            box.owners().give(plant.data(), Owners.METAL_PLANT);
        }
    }

    @Override
    public void commit() {
        var before = Release.of("", SqlStore.commit(engine().config(), box.world(), Acceptance.LEVEL));
        boolean announced = before.level()
                == Release.of("", OptionalInt.of(Acceptance.LEVEL)).level();
        // It tells the other plants at its start what it reads.
        if (!announced && box.units().find(API).filter(BoxUnits.State::isActive).isPresent()) {
            box.units().restart(API);
        }
    }

    /** In a while and by a thread of its own: whoever asked shall still hear that it was heard. */
    @Override
    public void restart() {
        LOG.log(INFO, "the box is started again");
        Thread.ofVirtual().name("restart").start(() -> {
            try {
                box.world().pause(Duration.ofSeconds(1));
                box.units().start("reboot.target");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Problem e) {
                LOG.log(WARNING, "the box is not started again", e);
                box.warnings().set("restart", "the box could not be started again: " + e.getMessage());
            }
        });
    }

    private Engine engine() {
        PlantPlan plan = PlanSource.accepted(box.host()).orElseThrow(() -> Problem.refused("this box is no plant yet"));
        return new Engine(plan.database(), box.host());
    }
}
