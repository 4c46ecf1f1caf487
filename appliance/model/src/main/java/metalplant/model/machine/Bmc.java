package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The board management controller and what it last said. Absent texts are "".
 *
 * @param address host:port
 * @param lastUpdated empty = no report yet
 */
public record Bmc(
        String address,
        String mac,
        String user,
        String password,
        String interfaceName,
        Fru fru,
        String version,
        String powerState,
        Optional<PowerMetric> powerMetric,
        List<PowerSupply> powerSupplies,
        Optional<Instant> lastUpdated) {
    public static final Bmc NONE =
            new Bmc("", "", "", "", "", Fru.NONE, "", "", Optional.empty(), List.of(), Optional.empty());

    /** Field replaceable unit. */
    public record Fru(
            String chassisPartNumber,
            String chassisPartSerial,
            String boardMfg,
            String boardMfgSerial,
            String boardPartNumber,
            String productManufacturer,
            String productPartNumber,
            String productSerial) {
        public static final Fru NONE = new Fru("", "", "", "", "", "", "", "");
    }

    /** Watts over {@code intervalMinutes}. */
    public record PowerMetric(float averageWatts, float intervalMinutes, float maxWatts, float minWatts) {}

    public record PowerSupply(String health, String state) {}

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "Bmc[" + address + " " + mac + " " + powerState + "]";
    }
}
