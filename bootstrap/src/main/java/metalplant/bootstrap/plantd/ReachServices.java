package metalplant.bootstrap.plantd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import metalplant.bootstrap.reach.ReachFrr;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Reach;

/**
 * One address for all plants: FRR, which tells it to routers while this machine has it, and whoever sees to it that it has it while the door is
 * healthy. A plan without {@code reach} has neither: their units are given nothing, and do not start.
 */
final class ReachServices {
    static final String FRR = "plant-frr.service";
    static final String KEEPER = "plant-reach.service";

    private final Box box;

    ReachServices(Box box) {
        this.box = box;
    }

    /** Which units there are to be, in the order in which they start, and whether each has to look again. */
    Map<String, Boolean> give(PlantPlan plan) {
        var units = new LinkedHashMap<String, Boolean>();
        plan.reach().ifPresent(reach -> {
            units.put(FRR, giveFrr(plan, reach));
            units.put(KEEPER, giveKeeper(reach));
        });
        return units;
    }

    private boolean giveFrr(PlantPlan plan, Reach reach) {
        return new Given(box.owners())
                .text(box.host().given("frr").resolve("frr.conf"), ReachFrr.of(plan, reach), Owners.INFRA)
                .environment(box.host().environment("plant-frr"), Map.of())
                .changed();
    }

    private boolean giveKeeper(Reach reach) {
        var variables = new TreeMap<String, String>();
        variables.put("PLANT_REACH_ADDRESS", reach.address().toString());
        variables.put(
                "PLANT_REACH_DOOR",
                "https://127.0.0.1:%d/metal/v1/health"
                        .formatted(box.host().ports().router().getPort()));
        return new Given(box.owners())
                .environment(box.host().environment("plant-reach"), variables)
                .changed();
    }
}
