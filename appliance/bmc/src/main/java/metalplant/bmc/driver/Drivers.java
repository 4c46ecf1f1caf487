package metalplant.bmc.driver;

/** Finds out what a controller speaks. */
@FunctionalInterface
public interface Drivers {
    /**
     * A driver for it.
     *
     * @throws metalplant.model.Problem BMC_UNREACHABLE when it answers in none of the ways that are known; BMC_REFUSED when it does not take
     *     the user or the password
     */
    Driver of(Controller controller);
}
