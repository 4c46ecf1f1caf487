package metalplant.server.machine;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.core.machine.BmcReports;
import metalplant.core.machine.BmcResults;
import metalplant.model.Problem;
import metalplant.model.event.CommandOutcome;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.MachineDetails;
import metalplant.wire.WireTime;
import metalplant.wire.machine.MachineBmcResult;
import metalplant.wire.machine.MachineFru;
import metalplant.wire.machine.MachineIPMI;
import metalplant.wire.machine.MachineIPMIResponse;
import metalplant.wire.machine.MachineIpmiReport;
import metalplant.wire.machine.PowerMetric;
import metalplant.wire.machine.PowerSupply;
import metalplant.wire.machine.PowerSupplyStatus;
import org.jspecify.annotations.Nullable;

/** BMCs as they are reported and shown. */
public final class BmcMapping {
    private BmcMapping() {}

    public static MachineIPMIResponse toWire(MachineDetails details) {
        return new MachineIPMIResponse(
                MachineMapping.toWire(details), toWire(details.view().machine().bmc()));
    }

    /** @throws Problem BAD_REQUEST for a state that is none, or without a time */
    static BmcResults.Result toResult(MachineBmcResult result) {
        var state = Stream.of(CommandOutcome.State.values())
                .filter(value -> value.wire().equals(result.state()))
                .findFirst()
                .orElseThrow(() -> Problem.bad("the state of a result is done, failed or expired"));
        if (result.time() == null) {
            throw Problem.bad("a result needs the time at which its command ended");
        }
        return new BmcResults.Result(
                toText(result.machineId()),
                new CommandOutcome(result.time(), toText(result.command()), state, toText(result.message())));
    }

    private static MachineIPMI toWire(Bmc bmc) {
        return new MachineIPMI(
                bmc.address(),
                bmc.version(),
                toWire(bmc.fru()),
                bmc.interfaceName(),
                bmc.lastUpdated().orElse(WireTime.ZERO),
                bmc.mac(),
                bmc.password(),
                bmc.powerMetric().map(BmcMapping::toWire).orElse(null),
                bmc.powerState(),
                bmc.powerSupplies().stream()
                        .map(supply -> new PowerSupply(new PowerSupplyStatus(supply.health(), supply.state())))
                        .toList(),
                bmc.user());
    }

    /** As another installation shows it. */
    public static Bmc toBmc(MachineIPMI said) {
        return new Bmc(
                toText(said.address()),
                toText(said.mac()),
                toText(said.user()),
                toText(said.password()),
                toText(said.interfaceName()),
                Optional.ofNullable(said.fru()).map(BmcMapping::toFru).orElse(Bmc.Fru.NONE),
                toText(said.bmcVersion()),
                toText(said.powerState()),
                Optional.ofNullable(said.powerMetric()).map(BmcMapping::toMetric),
                toSupplies(said.powerSupplies()),
                Optional.ofNullable(said.lastUpdated()).filter(time -> !time.equals(WireTime.ZERO)));
    }

    private static List<Bmc.PowerSupply> toSupplies(@Nullable List<PowerSupply> supplies) {
        return toEmpty(supplies).stream()
                .filter(Objects::nonNull)
                .map(supply -> new Bmc.PowerSupply(
                        supply.status().health(), supply.status().state()))
                .toList();
    }

    private static MachineFru toWire(Bmc.Fru fru) {
        return new MachineFru(
                fru.boardMfg(),
                fru.boardMfgSerial(),
                fru.boardPartNumber(),
                fru.chassisPartNumber(),
                fru.chassisPartSerial(),
                fru.productManufacturer(),
                fru.productPartNumber(),
                fru.productSerial());
    }

    private static PowerMetric toWire(Bmc.PowerMetric metric) {
        return new PowerMetric(metric.averageWatts(), metric.intervalMinutes(), metric.maxWatts(), metric.minWatts());
    }

    static BmcReports.Report toReport(MachineIpmiReport report) {
        return new BmcReports.Report(
                toText(report.bmcIp()),
                toText(report.bmcVersion()),
                toText(report.biosVersion()),
                Optional.ofNullable(report.fru()).map(BmcMapping::toFru),
                toText(report.powerState()),
                Optional.ofNullable(report.powerMetric()).map(BmcMapping::toMetric),
                toEmpty(report.powerSupplies()).stream()
                        .map(supply -> new Bmc.PowerSupply(
                                supply.status().health(), supply.status().state()))
                        .toList(),
                toText(report.indicatorLedState()));
    }

    private static Bmc.Fru toFru(MachineFru fru) {
        return new Bmc.Fru(
                toText(fru.chassisPartNumber()),
                toText(fru.chassisPartSerial()),
                toText(fru.boardMfg()),
                toText(fru.boardMfgSerial()),
                toText(fru.boardPartNumber()),
                toText(fru.productManufacturer()),
                toText(fru.productPartNumber()),
                toText(fru.productSerial()));
    }

    private static Bmc.PowerMetric toMetric(PowerMetric metric) {
        return new Bmc.PowerMetric(
                metric.averageConsumedWatts(),
                metric.intervalInMin(),
                metric.maxConsumedWatts(),
                metric.minConsumedWatts());
    }
}
