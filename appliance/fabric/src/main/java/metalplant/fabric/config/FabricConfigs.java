package metalplant.fabric.config;

import java.util.List;
import java.util.Optional;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.FabricSwitch;
import metalplant.fabric.number.Numbers;
import metalplant.fabric.number.Numbers.Identity;
import metalplant.plan.PlantPlan;

/** The base configuration of every switch of a plant. */
public final class FabricConfigs {
    private FabricConfigs() {}

    /**
     * What one switch gets.
     *
     * @param identity empty for a management switch, which does not route
     * @param configDb {@code config_db.json} of SONiC
     * @param frr {@code frr.conf}
     */
    public record SwitchConfig(FabricSwitch of, Optional<Identity> identity, String configDb, String frr) {}

    /**
     * All of them, by name.
     *
     * @param numbers of all switches that route
     */
    public static List<SwitchConfig> of(PlantPlan plan, Cabling cabling, Numbers numbers) {
        return cabling.switches().stream()
                .map(each -> {
                    var identity =
                            each.role().routes() ? Optional.of(numbers.of(each, cabling)) : Optional.<Identity>empty();
                    return new SwitchConfig(
                            each,
                            identity,
                            ConfigDb.of(plan, cabling, each, identity),
                            FrrConfig.of(plan, each, identity));
                })
                .toList();
    }
}
