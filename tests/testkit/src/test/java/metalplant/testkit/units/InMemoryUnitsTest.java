package metalplant.testkit.units;

import java.time.Duration;
import metalplant.core.units.InMemoryUnits;
import metalplant.core.units.UnitBehaviour;
import metalplant.core.units.Units;
import metalplant.model.SystemWorld;

class InMemoryUnitsTest extends UnitsContract {
    private final Units units = new InMemoryUnits(new SystemWorld())
            .define(RUNS, UnitBehaviour.RUNS)
            .define(ENDS, UnitBehaviour.ENDS)
            .define(FAILS, UnitBehaviour.FAILS)
            .define(SLOW, UnitBehaviour.ENDS.slowly(Duration.ofMillis(300)))
            .define(SAYS, UnitBehaviour.ENDS.saying("one", "two", "three"));

    @Override
    protected Units units() {
        return units;
    }
}
