package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * What a controller said about itself. The keys are capitalised as here.
 *
 * @param biosVersion "" leaves
 * @param bmcIp without port
 * @param bmcVersion "" leaves
 * @param fru null leaves
 * @param indicatorLedState {@code LED-ON} or {@code LED-OFF}
 * @param powerMetric null leaves
 * @param powerState "" leaves
 * @param powerSupplies always replaces
 */
public record MachineIpmiReport(
        @Required @JsonProperty("BIOSVersion") @Nullable String biosVersion,
        @Required @JsonProperty("BMCIp") @Nullable String bmcIp,
        @Required @JsonProperty("BMCVersion") @Nullable String bmcVersion,
        @Required @JsonProperty("FRU") @Nullable MachineFru fru,

        @Required @JsonProperty("IndicatorLEDState") @Nullable
        String indicatorLedState,

        @Required @JsonProperty("PowerMetric") @Nullable PowerMetric powerMetric,
        @Required @JsonProperty("PowerState") @Nullable String powerState,
        @Required @JsonProperty("PowerSupplies") @Nullable List<PowerSupply> powerSupplies) {}
