package metalplant.bmc.command;

import java.net.URI;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.PowerButton;
import metalplant.model.firmware.FirmwareKind;

/** One thing to do. */
public sealed interface Act {
    /** Whether doing it twice is doing it once. */
    boolean isIdempotent();

    record Power(PowerButton button) implements Act {
        /** A second reset would hit a machine that is booting. */
        @Override
        public boolean isIdempotent() {
            return button == PowerButton.ON || button == PowerButton.OFF;
        }
    }

    record Boot(BootDevice device) implements Act {
        @Override
        public boolean isIdempotent() {
            return true;
        }
    }

    record Light(boolean on) implements Act {
        @Override
        public boolean isIdempotent() {
            return true;
        }
    }

    record Update(FirmwareKind kind, URI image) implements Act {
        @Override
        public boolean isIdempotent() {
            return false;
        }
    }
}
