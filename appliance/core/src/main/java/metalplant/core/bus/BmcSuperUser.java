package metalplant.core.bus;

import metalplant.model.machine.Bmc;

/**
 * The user that every management controller of the plant knows.
 *
 * @param password secret; "" = there is none
 */
public record BmcSuperUser(String password) {
    public static final BmcSuperUser NONE = new BmcSuperUser("");

    /** What installers call it. */
    public static final String USER = "root";

    public boolean enabled() {
        return !password.isEmpty();
    }

    /** Adds its credentials to a controller of which no user is stored. They go into the message only and are not kept. */
    Bmc fill(Bmc bmc) {
        if (!enabled() || !bmc.user().isEmpty()) {
            return bmc;
        }
        return new Bmc(
                bmc.address(),
                bmc.mac(),
                USER,
                password,
                bmc.interfaceName(),
                bmc.fru(),
                bmc.version(),
                bmc.powerState(),
                bmc.powerMetric(),
                bmc.powerSupplies(),
                bmc.lastUpdated());
    }

    @Override
    public String toString() {
        return "***";
    }
}
