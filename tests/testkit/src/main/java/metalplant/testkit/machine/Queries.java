package metalplant.testkit.machine;

import java.util.List;
import java.util.Optional;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineState;

/** Searches by one thing each. */
public final class Queries {
    private static final MachineQuery ALL = MachineQuery.ALL;
    private static final MachineQuery.AllocationFilter ANY = MachineQuery.AllocationFilter.ANY;

    private Queries() {}

    public static MachineQuery id(String id) {
        return new MachineQuery(
                Optional.of(id),
                ALL.name(),
                ALL.partitionId(),
                ALL.sizeId(),
                ALL.rackId(),
                ALL.tags(),
                ALL.state(),
                ALL.allocation(),
                ALL.network(),
                ALL.hardware(),
                ALL.bmc());
    }

    /** "" is no filter here. */
    public static MachineQuery place(String partitionId, String sizeId, String rackId) {
        return new MachineQuery(
                ALL.id(),
                ALL.name(),
                given(partitionId),
                given(sizeId),
                given(rackId),
                ALL.tags(),
                ALL.state(),
                ALL.allocation(),
                ALL.network(),
                ALL.hardware(),
                ALL.bmc());
    }

    public static MachineQuery tags(String... tags) {
        return with(List.of(tags), ALL.state(), ANY, ALL.network(), ALL.hardware(), ALL.bmc());
    }

    public static MachineQuery state(MachineState.Value value) {
        return with(List.of(), Optional.of(value), ANY, ALL.network(), ALL.hardware(), ALL.bmc());
    }

    public static MachineQuery project(String projectId) {
        return allocation(new MachineQuery.AllocationFilter(
                ANY.name(), Optional.of(projectId), ANY.imageId(), ANY.hostname(), ANY.role(), ANY.succeeded()));
    }

    public static MachineQuery hostname(String hostname) {
        return allocation(new MachineQuery.AllocationFilter(
                ANY.name(), ANY.projectId(), ANY.imageId(), Optional.of(hostname), ANY.role(), ANY.succeeded()));
    }

    public static MachineQuery allocationName(String name) {
        return allocation(new MachineQuery.AllocationFilter(
                Optional.of(name), ANY.projectId(), ANY.imageId(), ANY.hostname(), ANY.role(), ANY.succeeded()));
    }

    public static MachineQuery image(String imageId) {
        return allocation(new MachineQuery.AllocationFilter(
                ANY.name(), ANY.projectId(), Optional.of(imageId), ANY.hostname(), ANY.role(), ANY.succeeded()));
    }

    public static MachineQuery network(String id, String prefix, String ip, long vrf, long asn) {
        var filter = new MachineQuery.NetworkFilter(
                List.of(id), List.of(prefix), List.of(ip), List.of(), List.of(vrf), List.of(asn));
        return with(List.of(), ALL.state(), ANY, filter, ALL.hardware(), ALL.bmc());
    }

    public static MachineQuery nics(List<String> macs, List<String> neighborMacs) {
        return hardware(new MachineQuery.HardwareFilter(
                Optional.empty(), List.of(), List.of(), macs, List.of(), neighborMacs, List.of()));
    }

    public static MachineQuery memory(long bytes) {
        return hardware(new MachineQuery.HardwareFilter(
                Optional.of(bytes), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    public static MachineQuery bmc(String address, String mac, String chassisPartSerial) {
        var any = MachineQuery.BmcFilter.ANY;
        var filter = new MachineQuery.BmcFilter(
                Optional.of(address),
                Optional.of(mac),
                any.user(),
                any.interfaceName(),
                any.chassisPartNumber(),
                Optional.of(chassisPartSerial),
                any.boardMfg(),
                any.boardMfgSerial(),
                any.boardPartNumber(),
                any.productManufacturer(),
                any.productPartNumber(),
                any.productSerial());
        return with(List.of(), ALL.state(), ANY, ALL.network(), ALL.hardware(), filter);
    }

    private static MachineQuery allocation(MachineQuery.AllocationFilter filter) {
        return with(List.of(), ALL.state(), filter, ALL.network(), ALL.hardware(), ALL.bmc());
    }

    private static MachineQuery hardware(MachineQuery.HardwareFilter filter) {
        return with(List.of(), ALL.state(), ANY, ALL.network(), filter, ALL.bmc());
    }

    private static MachineQuery with(
            List<String> tags,
            Optional<MachineState.Value> state,
            MachineQuery.AllocationFilter allocation,
            MachineQuery.NetworkFilter network,
            MachineQuery.HardwareFilter hardware,
            MachineQuery.BmcFilter bmc) {
        return new MachineQuery(
                ALL.id(),
                ALL.name(),
                ALL.partitionId(),
                ALL.sizeId(),
                ALL.rackId(),
                tags,
                state,
                allocation,
                network,
                hardware,
                bmc);
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }
}
