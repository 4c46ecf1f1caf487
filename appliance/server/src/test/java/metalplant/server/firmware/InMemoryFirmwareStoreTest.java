package metalplant.server.firmware;

import metalplant.core.firmware.FirmwareStore;
import metalplant.core.firmware.InMemoryFirmwareStore;
import metalplant.testkit.firmware.FirmwareStoreContract;

class InMemoryFirmwareStoreTest extends FirmwareStoreContract {
    @Override
    protected FirmwareStore store() {
        return new InMemoryFirmwareStore();
    }
}
