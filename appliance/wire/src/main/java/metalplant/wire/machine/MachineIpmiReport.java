package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
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
        @JsonProperty("BIOSVersion") @Nullable String biosVersion,
        @JsonProperty("BMCIp") @Nullable String bmcIp,
        @JsonProperty("BMCVersion") @Nullable String bmcVersion,
        @JsonProperty("FRU") @Nullable MachineFru fru,
        @JsonProperty("IndicatorLEDState") @Nullable String indicatorLedState,
        @JsonProperty("PowerMetric") @Nullable PowerMetric powerMetric,
        @JsonProperty("PowerState") @Nullable String powerState,
        @JsonProperty("PowerSupplies") @Nullable List<PowerSupply> powerSupplies) {}
