package metalplant.server.partition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.partition.PartitionCapacity;
import metalplant.core.partition.Partitions;
import metalplant.model.Stamp;
import metalplant.model.partition.Partition;
import metalplant.wire.Absent;
import metalplant.wire.WireTime;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import metalplant.wire.partition.PartitionBootConfiguration;
import metalplant.wire.partition.PartitionCreateRequest;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.partition.PartitionUpdateRequest;
import metalplant.wire.partition.ServerCapacity;
import org.jspecify.annotations.Nullable;

/** Partitions between wire and model. Also used wherever a machine or a switch shows its partition. */
public final class PartitionMapping {
    private static final Stamp NO_STAMP = new Stamp(new UUID(0, 0), "", 0, WireTime.ZERO, WireTime.ZERO);

    private PartitionMapping() {}

    /** A partition that is named and not there, as machines and switches show it. */
    public static PartitionResponse unknown(String id) {
        return toWire(new Partition(
                id, "", "", "", Map.of(), new Partition.BootConfig("", "", ""), List.of(), List.of(), NO_STAMP));
    }

    static Partitions.Create toCreate(PartitionCreateRequest request) {
        return new Partitions.Create(
                Absent.toText(request.id()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                Absent.toText(request.mgmtServiceAddress()),
                Absent.toEmpty(request.labels()),
                toBoot(request.bootConfig()),
                dns(Absent.toEmpty(request.dnsServers())),
                ntp(Absent.toEmpty(request.ntpServers())),
                Absent.toText(request.zoneId()));
    }

    private static Partition.BootConfig toBoot(@Nullable PartitionBootConfiguration boot) {
        return boot == null
                ? new Partition.BootConfig("", "", "")
                : new Partition.BootConfig(
                        Absent.toText(boot.imageUrl()),
                        Absent.toText(boot.kernelUrl()),
                        Absent.toText(boot.commandLine()));
    }

    static Partitions.Change toChange(PartitionUpdateRequest request) {
        var boot = Optional.ofNullable(request.bootConfig());
        return new Partitions.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.mgmtServiceAddress()),
                Optional.ofNullable(request.labels()),
                boot.map(PartitionBootConfiguration::imageUrl),
                boot.map(PartitionBootConfiguration::kernelUrl),
                boot.map(PartitionBootConfiguration::commandLine),
                Optional.ofNullable(request.dnsServers()).map(PartitionMapping::dns),
                Optional.ofNullable(request.ntpServers()).map(PartitionMapping::ntp),
                Optional.ofNullable(request.zoneId()));
    }

    private static List<String> dns(List<DNSServer> servers) {
        return servers.stream().map(DNSServer::ip).toList();
    }

    private static List<String> ntp(List<NTPServer> servers) {
        return servers.stream().map(NTPServer::address).toList();
    }

    /** A partition as it is shown inside of other things. */
    public static PartitionResponse toWire(Partition partition) {
        return toWire(partition, Map.of());
    }

    /** A partition as it is shown, with the labels of its place. */
    static PartitionResponse toWire(Partition partition, Map<String, String> topology) {
        var boot = partition.boot();
        return new PartitionResponse(
                partition.id(),
                partition.name(),
                partition.description(),
                partition.stamp().created(),
                partition.stamp().changed(),
                new PartitionBootConfiguration(boot.commandLine(), boot.imageUrl(), boot.kernelUrl()),
                partition.dnsServers().stream().map(DNSServer::new).toList(),
                partition.labels(),
                partition.mgmtServiceAddress(),
                partition.ntpServers().stream().map(NTPServer::new).toList(),
                partition.zoneId(),
                topology);
    }

    static metalplant.wire.partition.PartitionCapacity toWire(PartitionCapacity capacity) {
        var partition = capacity.partition();
        return new metalplant.wire.partition.PartitionCapacity(
                partition.id(),
                partition.name(),
                partition.description(),
                capacity.servers().stream().map(PartitionMapping::toWire).toList());
    }

    private static ServerCapacity toWire(PartitionCapacity.SizeCapacity size) {
        return new ServerCapacity(
                size.allocatable(),
                size.allocated(),
                size.faulty(),
                size.faultyMachines(),
                size.free(),
                size.other(),
                size.otherMachines(),
                size.phonedHome(),
                size.remainingReservations(),
                size.reservations(),
                size.sizeId(),
                size.total(),
                size.unavailable(),
                size.usedReservations(),
                size.waiting());
    }
}
