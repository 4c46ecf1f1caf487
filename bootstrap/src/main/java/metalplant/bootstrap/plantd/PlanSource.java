package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlanText;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;

/**
 * Where the plan comes from: the one that was accepted before; else the operator's file; else a person at the box; else derived from the
 * box. Accepted is what was written down; nothing else of the plant exists before that.
 */
final class PlanSource {
    private static final int SIZE_MAX = 64 * 1024;
    private static final int NAME_DIGITS = 6;

    private final Box box;
    private final Duration patience;

    /** @param patience how long to wait for a person; zero asks nobody */
    PlanSource(Box box, Duration patience) {
        this.box = box;
        this.patience = patience;
    }

    /** The accepted plan, if there is one. @throws Problem STORED_STATE_IMPOSSIBLE if it was damaged */
    static Optional<PlantPlan> accepted(Host host) {
        if (!Files.exists(host.acceptedPlan())) {
            return Optional.empty();
        }
        return Optional.of(read(host.acceptedPlan(), PlanReader::accepted));
    }

    /** Finds and accepts a plan. @throws Problem BAD_REQUEST naming every line of the operator's file that is wrong */
    void accept(Step.Run run) {
        if (Files.exists(box.host().acceptedPlan())) {
            compare(read(box.host().acceptedPlan(), PlanReader::accepted));
            return;
        }
        var plan = offered().orElseGet(() -> asked(run));
        requireEngine(plan);
        run.point("chosen");
        AtomicFile.write(box.host().acceptedPlan(), PlanText.of(plan), AtomicFile.PUBLIC);
    }

    private Optional<PlantPlan> offered() {
        var file = box.host().offeredPlan();
        return Files.exists(file) ? Optional.of(read(file, PlanReader::read)) : Optional.empty();
    }

    /** The file that an older version accepted says nothing of what came later. */
    private boolean isOf(PlantPlan offered, PlantPlan accepted) {
        return offered.equals(accepted)
                || read(box.host().offeredPlan(), PlanReader::accepted).equals(accepted);
    }

    /** The stick may still be there, or carry the file of another plant. */
    private void compare(PlantPlan accepted) {
        try {
            if (offered().filter(each -> !isOf(each, accepted)).isPresent()) {
                box.warnings()
                        .set(
                                "plan",
                                "plant.yaml on the stick is not the one that this plant was made from, and is not looked at; to begin anew with it: plantctl factory-reset");
            }
        } catch (Problem e) {
            box.warnings().set("plan", "plant.yaml on the stick is not looked at; it is also wrong: " + e.getMessage());
        }
    }

    private PlantPlan asked(Step.Run run) {
        var derived = derived();
        if (patience.isZero() || !box.consoles().any()) {
            return derived;
        }
        run.waits("an answer at the box, for %d s; or plant.yaml on the stick and a restart"
                .formatted(patience.toSeconds()));
        try {
            return new Wizard(box.consoles(), derived).ask(patience).orElse(derived);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.refused("the start was interrupted").because(e);
        }
    }

    /** Two boxes that were flashed with the same image must not be called the same. */
    private PlantPlan derived() {
        var name = box.hardware()
                .read()
                .map(PlanSource::digest)
                .orElseGet(() -> digest(box.world().newId().toString()));
        return PlantPlan.at(new Place("r-" + name, "z-" + name, "p-" + name), new Uplink.Dhcp(Wire.ANY));
    }

    private void requireEngine(PlantPlan plan) {
        var unit = plan.database().word() + ".service";
        if (box.units().find(unit).isEmpty()) {
            throw Problem.refused(
                    "plant.yaml wants the database %s, and this image has no unit %s: take postgres, or an image that was built with it"
                            .formatted(plan.database().word(), unit));
        }
    }

    private static PlantPlan read(Path file, Function<String, PlanReader.Result> reader) {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw Problem.bad(file + ": the file is larger than 64 KiB");
            }
            return switch (reader.apply(new String(Files.readAllBytes(file), UTF_8))) {
                case PlanReader.Result.Good good -> good.plan();
                case PlanReader.Result.Bad bad ->
                    throw Problem.bad(bad.findings().stream()
                            .map(Finding::text)
                            .collect(Collectors.joining("\n  ", file + " is not accepted:\n  ", "")));
            };
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)))
                    .substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
