package metalplant.bmc;

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

/** Redfish where a controller speaks it, else IPMI; and IPMI for the boot device of makers who mean nothing by Redfish's. */
public final class FoundDrivers implements Drivers {
    private final RedfishDrivers redfish;
    private final Ipmitool ipmitool;

    public FoundDrivers(RedfishDrivers redfish, Ipmitool ipmitool) {
        this.redfish = redfish;
        this.ipmitool = ipmitool;
    }

    @Override
    public Driver of(Controller controller) {
        var ipmi = new IpmiDriver(ipmitool, controller);
        try {
            var found = redfish.of(controller);
            return found.bootsByIpmi() ? new Both(found, ipmi) : found;
        } catch (Problem e) {
            if (e.code() != ProblemCode.BMC_UNREACHABLE) {
                throw e;
            }
            return ipmi;
        }
    }

    private record Both(Driver redfish, Driver ipmi) implements Driver {
        @Override
        public String name() {
            return redfish.name() + " and IPMI";
        }

        @Override
        public Facts facts() {
            return redfish.facts();
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
