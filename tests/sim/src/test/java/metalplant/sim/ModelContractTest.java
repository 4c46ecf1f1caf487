package metalplant.sim;

import metalplant.testkit.carrier.CarrierContract;
import metalplant.testkit.carrier.Carriers;

/** The contract on the model that the simulator plays with. A second of the simulator's minute. */
class ModelContractTest extends CarrierContract {
    @Override
    protected Carriers carriers(int plants) {
        return new ModelCarriers(plants);
    }
}
