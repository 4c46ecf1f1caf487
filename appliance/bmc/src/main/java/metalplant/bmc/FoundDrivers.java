package metalplant.bmc;

import static java.lang.System.Logger.Level.DEBUG;

import java.net.URI;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Drivers;
import metalplant.bmc.driver.Facts;
import metalplant.bmc.driver.PowerButton;
import metalplant.bmc.ipmi.IpmiDriver;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.FirmwareKind;

/**
 * Redfish where a controller speaks it, else IPMI; and IPMI for the boot device and the board of makers who mean nothing, or something else, by
 * Redfish's.
 */
public final class FoundDrivers implements Drivers {
    private static final System.Logger LOG = System.getLogger(FoundDrivers.class.getName());

    private final RedfishDrivers redfish;
    private final Ipmitool ipmitool;

    public FoundDrivers(RedfishDrivers redfish, Ipmitool ipmitool) {
        this.redfish = redfish;
        this.ipmitool = ipmitool;
    }

    @Override
    public Driver of(Controller controller) {
        try {
            var found = redfish.of(controller);
            return found.bootsByIpmi()
                    ? new Both(found, new IpmiDriver(ipmitool, controller, found.ipmiDisk()))
                    : found;
        } catch (Problem e) {
            if (e.code() != ProblemCode.BMC_UNREACHABLE) {
                throw e;
            }
            return new IpmiDriver(ipmitool, controller);
        }
    }

    private record Both(Driver redfish, IpmiDriver ipmi) implements Driver {
        @Override
        public String name() {
            return redfish.name() + " and IPMI";
        }

        @Override
        public Facts facts() {
            var said = redfish.facts();
            try {
                return said.with(ipmi.board(), ipmi.version());
            } catch (Problem e) {
                LOG.log(DEBUG, "board of machine={0} not read over IPMI: {1}", said.machineId(), e.getMessage());
                return said;
            }
        }

        @Override
        public boolean isOn() {
            return redfish.isOn();
        }

        @Override
        public void press(PowerButton button) {
            redfish.press(button);
        }

        @Override
        public void bootFrom(BootDevice device) {
            ipmi.bootFrom(device);
        }

        @Override
        public void identify(boolean on) {
            redfish.identify(on);
        }

        @Override
        public void update(FirmwareKind kind, URI image) {
            redfish.update(kind, image);
        }
    }
}
