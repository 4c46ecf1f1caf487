package metalplant.federation.homes;

import java.util.List;
import java.util.UUID;
import metalplant.federation.value.PlantId;

/** The prefixes a project has in a plant. */
public record Span(UUID project, PlantId plant, List<String> prefixes) {}
