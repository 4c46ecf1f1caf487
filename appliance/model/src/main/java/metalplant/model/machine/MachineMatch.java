package metalplant.model.machine;

import static metalplant.model.Filters.is;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The meaning of {@link MachineQuery}, one method per group of filters. */
final class MachineMatch {
    private MachineMatch() {}

    static boolean matches(MachineQuery q, Machine m) {
        return is(q.id(), m.id())
                && is(q.name(), m.name())
                && is(q.partitionId(), m.partitionId())
                && is(q.sizeId(), m.sizeId())
                && is(q.rackId(), m.rackId())
                && m.tags().containsAll(q.tags())
                && is(q.state(), m.state().value())
                && allocation(q.allocation(), m)
                && network(q.network(), m)
                && hardware(q.hardware(), m.hardware())
                && bmc(q.bmc(), m.bmc());
    }

    private static boolean allocation(MachineQuery.AllocationFilter f, Machine m) {
        if (f.equals(MachineQuery.AllocationFilter.ANY)) {
            return true;
        }
        return m.allocation()
                .filter(a -> is(f.name(), a.name())
                        && is(f.projectId(), a.projectId())
                        && is(f.imageId(), a.imageId())
                        && is(f.hostname(), a.hostname())
                        && is(f.role(), a.role())
                        && is(f.succeeded(), a.succeeded()))
                .isPresent();
    }

    private static boolean network(MachineQuery.NetworkFilter f, Machine m) {
        if (f.equals(MachineQuery.NetworkFilter.ANY)) {
            return true;
        }
        var networks = m.allocation().map(Allocation::networks).orElse(List.of());
        return all(f.ids(), networks, n -> Stream.of(n.networkId()))
                && all(f.prefixes(), networks, n -> n.prefixes().stream())
                && all(f.ips(), networks, n -> n.ips().stream())
                && all(f.destinationPrefixes(), networks, n -> n.destinationPrefixes().stream())
                && all(f.vrfs(), networks, n -> Stream.of(n.vrf()))
                && all(f.asns(), networks, n -> Stream.of(n.asn()));
    }

    private static boolean hardware(MachineQuery.HardwareFilter f, Hardware h) {
        if (f.equals(MachineQuery.HardwareFilter.ANY)) {
            return true;
        }
        var neighbors =
                h.nics().stream().flatMap(nic -> nic.neighbors().stream()).toList();
        return is(f.memory(), h.memory())
                && all(f.diskNames(), h.disks(), d -> Stream.of(d.name()))
                && all(f.diskSizes(), h.disks(), d -> Stream.of(d.size()))
                && all(f.nicMacs(), h.nics(), n -> Stream.of(n.mac()))
                && all(f.nicNames(), h.nics(), n -> Stream.of(n.name()))
                && all(f.neighborMacs(), neighbors, n -> Stream.of(n.mac()))
                && all(f.neighborNames(), neighbors, n -> Stream.of(n.name()));
    }

    private static boolean bmc(MachineQuery.BmcFilter f, Bmc b) {
        return is(f.address(), b.address())
                && is(f.mac(), b.mac())
                && is(f.user(), b.user())
                && is(f.interfaceName(), b.interfaceName())
                && fru(f, b.fru());
    }

    private static boolean fru(MachineQuery.BmcFilter f, Bmc.Fru fru) {
        return is(f.chassisPartNumber(), fru.chassisPartNumber())
                && is(f.chassisPartSerial(), fru.chassisPartSerial())
                && is(f.boardMfg(), fru.boardMfg())
                && is(f.boardMfgSerial(), fru.boardMfgSerial())
                && is(f.boardPartNumber(), fru.boardPartNumber())
                && is(f.productManufacturer(), fru.productManufacturer())
                && is(f.productPartNumber(), fru.productPartNumber())
                && is(f.productSerial(), fru.productSerial());
    }

    private static <T, E> boolean all(Collection<T> wanted, List<E> elements, Function<E, Stream<T>> values) {
        return wanted.isEmpty() || elements.stream().flatMap(values).toList().containsAll(wanted);
    }
}
