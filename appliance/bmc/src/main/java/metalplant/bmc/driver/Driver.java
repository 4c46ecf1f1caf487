package metalplant.bmc.driver;

import java.net.URI;
import metalplant.model.firmware.FirmwareKind;

/**
 * One controller, spoken to. Each call is bounded in time and may be made again.
 *
 * <p>Every call throws a {@link metalplant.model.Problem}: BMC_UNREACHABLE when certainly nothing was done; BMC_REFUSED when the controller
 * says no, or cannot do that; OUTCOME_UNKNOWN when it was asked and its answer got lost.
 */
public interface Driver {
    /** How people call what it speaks, and whose it is: "Redfish (dell)". */
    String name();

    Facts facts();

    boolean isOn();

    /** Tells it once; does not wait until the machine has followed. */
    void press(PowerButton button);

    void bootFrom(BootDevice device);

    /** Lets the machine be found in its rack. */
    void identify(boolean on);

    /**
     * Begins an update, which goes on by itself.
     *
     * @param image where the controller fetches it
     */
    void update(FirmwareKind kind, URI image);
}
