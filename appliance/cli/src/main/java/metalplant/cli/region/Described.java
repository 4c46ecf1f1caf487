package metalplant.cli.region;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What regions and zones have in common; in a change, what is not named stays. */
class Described {
    @Option(names = "--name", paramLabel = "NAME", description = "How people call it.")
    @Nullable
    String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is.")
    @Nullable
    String description;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; in a change all labels are replaced.")
    @Nullable
    Map<String, String> labels;
}
