package metalplant.server.switches;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.SwitchView;
import metalplant.core.switches.Switches;
import metalplant.model.switches.BgpFilter;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;
import metalplant.server.partition.PartitionMapping;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.switches.BGPFilter;
import metalplant.wire.switches.SwitchBGPPortState;
import metalplant.wire.switches.SwitchConnection;
import metalplant.wire.switches.SwitchFindRequest;
import metalplant.wire.switches.SwitchNic;
import metalplant.wire.switches.SwitchNotifyRequest;
import metalplant.wire.switches.SwitchNotifyResponse;
import metalplant.wire.switches.SwitchOS;
import metalplant.wire.switches.SwitchRegisterRequest;
import metalplant.wire.switches.SwitchResponse;
import metalplant.wire.switches.SwitchSync;
import org.jspecify.annotations.Nullable;

/** Switches as they register and are shown. */
public final class SwitchMapping {

    private SwitchMapping() {}

    static RegisterSwitch.Command toCommand(SwitchRegisterRequest request) {
        return new RegisterSwitch.Command(
                toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                toText(request.partitionId()),
                toText(request.rackId()),
                Optional.ofNullable(request.os())
                        .map(os -> new Switch.Os(os.vendor(), os.version(), os.metalCoreVersion())),
                toText(request.managementIp()),
                toText(request.managementUser()),
                toText(request.consoleCommand()),
                toEmpty(request.nics()).stream().map(SwitchMapping::toNic).toList());
    }

    private static Switch.SwitchNic toNic(SwitchNic nic) {
        return new Switch.SwitchNic(
                nic.name(),
                nic.identifier(),
                nic.mac(),
                "",
                toStatus(nic.actual()),
                Optional.empty(),
                Optional.empty());
    }

    private static Switch.PortStatus toStatus(String text) {
        return switch (text) {
            case "UP" -> Switch.PortStatus.UP;
            case "DOWN" -> Switch.PortStatus.DOWN;
            default -> Switch.PortStatus.UNKNOWN;
        };
    }

    static NotifySwitch.Report toReport(SwitchNotifyRequest request) {
        var ports = new HashMap<String, Switch.PortStatus>();
        toEmpty(request.portStates()).forEach((port, status) -> ports.put(port, toStatus(status)));
        return new NotifySwitch.Report(
                Duration.ofNanos(request.syncDuration() == null ? 0 : request.syncDuration()),
                Optional.ofNullable(request.error()),
                ports,
                Optional.ofNullable(request.bgpPortStates()).map(SwitchMapping::toBgp));
    }

    private static Map<String, Switch.BgpPortState> toBgp(Map<String, SwitchBGPPortState> states) {
        var bgp = new HashMap<String, Switch.BgpPortState>();
        states.forEach((port, state) -> bgp.put(
                port,
                new Switch.BgpPortState(
                        state.neighbor(),
                        state.peerGroup(),
                        state.vrfName(),
                        state.bgpState(),
                        state.bgpTimerUpEstablished(),
                        state.sentPrefixCounter(),
                        state.acceptedPrefixCounter())));
        return bgp;
    }

    static Switches.Query toQuery(SwitchFindRequest request) {
        return new Switches.Query(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.osVendor()),
                Optional.ofNullable(request.osVersion()),
                Optional.ofNullable(request.partitionId()),
                Optional.ofNullable(request.rackId()));
    }

    static SwitchNotifyResponse toWire(SwitchStatus status) {
        return new SwitchNotifyResponse(status.switchId(), "", "", sync(status.lastSync()), sync(status.lastError()));
    }

    private static @Nullable SwitchSync sync(Optional<SwitchStatus.Sync> sync) {
        return sync.map(s -> new SwitchSync(s.duration().toNanos(), s.error().isEmpty() ? null : s.error(), s.time()))
                .orElse(null);
    }

    /** A switch as it is shown. */
    public static SwitchResponse toWire(SwitchView view) {
        var leaf = view.leaf();
        return new SwitchResponse(
                leaf.id(),
                leaf.name(),
                leaf.description(),
                leaf.stamp().created(),
                leaf.stamp().changed(),
                connections(leaf),
                leaf.consoleCommand(),
                sync(view.status().flatMap(SwitchStatus::lastSync)),
                sync(view.status().flatMap(SwitchStatus::lastError)),
                leaf.managementIp(),
                leaf.managementUser(),
                leaf.mode(),
                leaf.nics().stream().map(nic -> nic(nic, view.filters())).toList(),
                leaf.os()
                        .map(os -> new SwitchOS(os.metalCoreVersion(), os.vendor(), os.version()))
                        .orElse(null),
                partition(view),
                leaf.rackId());
    }

    private static PartitionResponse partition(SwitchView view) {
        return view.partition()
                .map(PartitionMapping::toWire)
                .orElseGet(() -> PartitionMapping.unknown(view.leaf().partitionId()));
    }

    /** Shows what is wanted of the port for as long as it is not so. */
    private static SwitchNic nic(Switch.SwitchNic nic, Map<String, BgpFilter> filters) {
        var status = nic.desired().orElse(nic.actual());
        return new SwitchNic(
                status.name(),
                status == Switch.PortStatus.UNKNOWN ? null : status.name(),
                bgp(nic),
                filter(filters.get(nic.name())),
                nic.identifier(),
                nic.mac(),
                nic.name(),
                nic.vrf());
    }

    private static @Nullable BGPFilter filter(@Nullable BgpFilter filter) {
        return filter == null
                ? null
                : new BGPFilter(filter.cidrs().orElse(null), filter.vnis().orElse(null));
    }

    private static @Nullable SwitchBGPPortState bgp(Switch.SwitchNic nic) {
        return nic.bgp()
                .map(state -> new SwitchBGPPortState(
                        state.acceptedPrefixes(),
                        state.bgpState(),
                        state.establishedSinceEpochSeconds(),
                        state.neighbor(),
                        state.peerGroup(),
                        state.sentPrefixes(),
                        state.vrfName()))
                .orElse(null);
    }

    /** By machine id; ports are shown as they are, not as they are wanted. */
    private static List<SwitchConnection> connections(Switch leaf) {
        var connections = new ArrayList<SwitchConnection>();
        new TreeMap<>(leaf.connections())
                .forEach((machineId, ports) -> ports.forEach(port -> leaf.nic(port)
                        .ifPresent(nic -> connections.add(new SwitchConnection(
                                machineId,
                                new SwitchNic(
                                        nic.actual().name(),
                                        null,
                                        bgp(nic),
                                        null,
                                        nic.identifier(),
                                        nic.mac(),
                                        nic.name(),
                                        nic.vrf()))))));
        return connections;
    }
}
