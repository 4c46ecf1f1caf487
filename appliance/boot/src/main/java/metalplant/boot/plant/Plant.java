package metalplant.boot.plant;

import java.util.List;
import java.util.Optional;

/** What the boot server asks of its plant. */
public interface Plant {
    /** What a machine boots. */
    record Boot(String kernel, List<String> initrds, String commandLine) {
        public Boot {
            initrds = List.copyOf(initrds);
        }
    }

    /** Credentials of one booting machine; all PEM but the HMAC key. */
    record Lease(String authority, String certificate, String key, String hmac) {
        @Override
        public String toString() {
            return "Lease[***]";
        }
    }

    /** A machine wants to boot. @throws Problem TOO_BUSY if the plant cannot be asked now; else what it refused with */
    void dhcp(String machineId);

    /** What the machine with this card boots. @throws Problem as {@link #dhcp} */
    Boot boot(String mac);

    /** Credentials for the machine with this card. @throws Problem as {@link #dhcp} */
    Lease lend(String mac, Optional<String> machineId);
}
