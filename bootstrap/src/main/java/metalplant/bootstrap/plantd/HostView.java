package metalplant.bootstrap.plantd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.Build;
import metalplant.plan.PlantPlan;
import metalplant.wire.plant.PlantStatusResponse;
import metalplant.wire.plant.PlantStepResponse;

/** What the box says of itself. */
final class HostView {
    private final Box box;
    private final FirstBoot boot;
    private final Journal journal;

    HostView(Box box, FirstBoot boot, Journal journal) {
        this.box = box;
        this.boot = boot;
        this.journal = journal;
    }

    PlantStatusResponse status(boolean resetting) {
        var now = boot.now();
        var place = place();
        var proof = IdentityProof.read(box.host());
        return new PlantStatusResponse(
                state(now, resetting),
                Build.version(),
                place.map(PlantPlan.Place::region).orElse(""),
                place.map(PlantPlan.Place::zone).orElse(""),
                place.map(PlantPlan.Place::partition).orElse(""),
                now.map(FirstBoot.Now::step).orElse(null),
                now.map(FirstBoot.Now::waitsFor).orElse(null),
                now.map(FirstBoot.Now::since).orElse(null),
                now.map(FirstBoot.Now::seconds).orElse(null),
                now.map(FirstBoot.Now::usualSeconds).orElse(null),
                now.map(FirstBoot.Now::problem).filter(text -> !text.isEmpty()).orElse(null),
                journal.ready().orElse(null),
                proof.map(each -> each.kind().equals("tpm") ? "tpm" : "file").orElse(null),
                proof.map(IdentityProof.Proof::plant).orElse(null),
                steps(now),
                warnings(now.isEmpty()),
                now.isEmpty() && place.isPresent() ? BoxPanel.of(box.host(), place.get()) : null);
    }

    /** What is missing for machines is told once there is a plant that could have them. */
    private List<String> warnings(boolean ready) {
        var all = new ArrayList<>(box.warnings().all());
        if (ready) {
            new BoxImages(box).warning().ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    private static String state(Optional<FirstBoot.Now> now, boolean resetting) {
        if (resetting) {
            return "resetting";
        }
        return now.map(each -> each.problem().isEmpty() ? "starting" : "waiting")
                .orElse("ready");
    }

    /** A plan that was damaged is told by the step that needs it. */
    private Optional<PlantPlan.Place> place() {
        try {
            return PlanSource.accepted(box.host()).map(PlantPlan::place);
        } catch (metalplant.model.Problem _) {
            return Optional.empty();
        }
    }

    private List<PlantStepResponse> steps(Optional<FirstBoot.Now> now) {
        var steps = new ArrayList<PlantStepResponse>();
        // Everything before the current step is done in this boot, and everything behind it is open.
        boolean passed = true;
        for (var step : boot.steps()) {
            boolean current =
                    now.filter(each -> each.step().equals(step.name())).isPresent();
            passed = passed
                    && !current
                    && now.filter(each -> each.step().equals("start")).isEmpty();
            steps.add(toWire(step, current ? state(now, false) : passed ? "done" : "open"));
        }
        return steps;
    }

    private PlantStepResponse toWire(Step step, String state) {
        var entry = journal.find(step.name());
        return new PlantStepResponse(
                step.name(),
                state.equals("starting") ? "running" : state,
                entry.map(Journal.Entry::attempts).orElse(0),
                entry.flatMap(each -> Optional.ofNullable(each.began())).orElse(null),
                entry.flatMap(each -> Optional.ofNullable(each.done())).orElse(null),
                entry.map(Journal.Entry::tookMillis).orElse(0L),
                boot.usualSeconds(step),
                entry.map(Journal.Entry::problem)
                        .filter(text -> !text.isEmpty())
                        .orElse(null));
    }
}
