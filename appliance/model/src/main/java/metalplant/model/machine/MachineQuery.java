package metalplant.model.machine;

import java.util.List;
import java.util.Optional;

/**
 * Filters of a machine search; all given ones must hold, lists mean "contains all". An empty Optional or list is no filter.
 * Stores may narrow by whatever they index; {@link #matches} has the last word.
 */
public record MachineQuery(
        Optional<String> id,
        Optional<String> name,
        Optional<String> partitionId,
        Optional<String> sizeId,
        Optional<String> rackId,
        List<String> tags,
        Optional<MachineState.Value> state,
        AllocationFilter allocation,
        NetworkFilter network,
        HardwareFilter hardware,
        BmcFilter bmc) {
    public static final MachineQuery ALL = new MachineQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            AllocationFilter.ANY,
            NetworkFilter.ANY,
            HardwareFilter.ANY,
            BmcFilter.ANY);

    /** Machines without an allocation match only if nothing is asked. */
    public record AllocationFilter(
            Optional<String> name,
            Optional<String> projectId,
            Optional<String> imageId,
            Optional<String> hostname,
            Optional<Role> role,
            Optional<Boolean> succeeded) {
        public static final AllocationFilter ANY = new AllocationFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Each value must occur in some network of the allocation. */
    public record NetworkFilter(
            List<String> ids,
            List<String> prefixes,
            List<String> ips,
            List<String> destinationPrefixes,
            List<Long> vrfs,
            List<Long> asns) {
        public static final NetworkFilter ANY =
                new NetworkFilter(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** @param memory bytes */
    public record HardwareFilter(
            Optional<Long> memory,
            List<String> diskNames,
            List<Long> diskSizes,
            List<String> nicMacs,
            List<String> nicNames,
            List<String> neighborMacs,
            List<String> neighborNames) {
        public static final HardwareFilter ANY =
                new HardwareFilter(Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    public record BmcFilter(
            Optional<String> address,
            Optional<String> mac,
            Optional<String> user,
            Optional<String> interfaceName,
            Optional<String> chassisPartNumber,
            Optional<String> chassisPartSerial,
            Optional<String> boardMfg,
            Optional<String> boardMfgSerial,
            Optional<String> boardPartNumber,
            Optional<String> productManufacturer,
            Optional<String> productPartNumber,
            Optional<String> productSerial) {
        public static final BmcFilter ANY = new BmcFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public MachineQuery withPartition(String wanted) {
        return new MachineQuery(
                id, name, Optional.of(wanted), sizeId, rackId, tags, state, allocation, network, hardware, bmc);
    }

    public MachineQuery withRole(Role role) {
        var a = allocation;
        return new MachineQuery(
                id,
                name,
                partitionId,
                sizeId,
                rackId,
                tags,
                state,
                new AllocationFilter(
                        a.name(), a.projectId(), a.imageId(), a.hostname(), Optional.of(role), a.succeeded()),
                network,
                hardware,
                bmc);
    }

    /** Whether {@code machine} passes every filter. */
    public boolean matches(Machine machine) {
        return MachineMatch.matches(this, machine);
    }
}
