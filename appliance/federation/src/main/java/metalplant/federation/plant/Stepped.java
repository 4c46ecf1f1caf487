package metalplant.federation.plant;

import java.util.List;

/** What a step leads to. */
public record Stepped(PlantState state, List<Effect> effects) {}
