package metalplant.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlanText;
import metalplant.wire.WireJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl validate}. */
@Command(
        name = "validate",
        description = {
            "Checks a plant.yaml with the very check that first boot makes, and names every line that is wrong with the reason. Needs no"
                    + " plant. Exit status 0: it would be accepted; 1: it would not.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl validate plant.yaml",
            "  plantctl validate plant.yaml --full     also shows the plan with all defaults filled in",
        })
public final class ValidateCommand implements Callable<Integer> {
    private static final int SIZE_MAX = 64 * 1024;

    private final Screen screen;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The plant.yaml.")
    Path file = Path.of("plant.yaml");

    @Option(names = "--full", description = "Show the plan with all defaults filled in.")
    boolean full;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    Common.Form output = Common.Form.text;

    public ValidateCommand(Screen screen) {
        this.screen = screen;
    }

    /** The answer for programs. */
    record Validation(boolean accepted, List<Finding> findings) {}

    @Override
    public Integer call() {
        return switch (PlanReader.read(text())) {
            case PlanReader.Result.Good good -> {
                tell(new Validation(true, List.of()));
                if (full && output == Common.Form.text) {
                    screen.say(PlanText.of(good.plan()));
                }
                yield 0;
            }
            case PlanReader.Result.Bad bad -> {
                tell(new Validation(false, bad.findings()));
                yield 1;
            }
        };
    }

    private void tell(Validation validation) {
        if (output == Common.Form.json) {
            screen.say(WireJson.text(validation));
            return;
        }
        if (validation.accepted()) {
            screen.say("%s: good".formatted(file));
        }
        validation.findings().forEach(finding -> screen.say("%s: %s".formatted(file, finding.text())));
    }

    private String text() {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw Problem.bad("%s is larger than 64 KiB".formatted(file));
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }
}
