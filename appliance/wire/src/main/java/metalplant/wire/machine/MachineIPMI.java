package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the board management controller. The password is readable by every viewer: the contract says
 * so.
 *
 * @param address host:port
 * @param fru all keys present
 * @param interfaceName usually {@code lanplus}
 * @param lastUpdated the zero time means never
 * @param password secret
 * @param powerState {@code ON}, {@code OFF}
 */
public record MachineIPMI(
        @Required String address,
        @Required @JsonProperty("bmcversion") String bmcVersion,
        @Required MachineFru fru,
        @Required @JsonProperty("interface") String interfaceName,
        @Required @JsonProperty("last_updated") Instant lastUpdated,
        @Required String mac,
        @Required String password,
        @Required @JsonProperty("powermetric") @Nullable PowerMetric powerMetric,
        @Required @JsonProperty("powerstate") String powerState,
        @Required @JsonProperty("powersupplies") @Nullable List<PowerSupply> powerSupplies,
        @Required String user) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineIPMI[address=" + address + ", mac=" + mac + ", user=" + user + "]";
    }
}
