package metalplant.cli.region;

import java.util.Map;
import metalplant.model.Problem;
import metalplant.wire.region.PlaceCoordinates;
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

    @Option(
            names = "--at",
            paramLabel = "LAT,LON",
            description = "Where it is, in degrees; north and east are positive.")
    @Nullable
    String at;

    /** @throws Problem BAD_REQUEST for what are no two numbers */
    @Nullable
    PlaceCoordinates coordinates() {
        if (at == null) {
            return null;
        }
        var parts = at.split(",", -1);
        try {
            if (parts.length == 2) {
                return new PlaceCoordinates(Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw Problem.bad("--at takes two numbers, such as 50.11,8.68");
    }
}
