package metalplant.server.partition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.partition.CapacityQuery;
import metalplant.core.partition.Partitions;
import metalplant.door.Role;
import metalplant.model.partition.Partition;
import metalplant.model.region.Topology;
import metalplant.model.region.Zone;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.partition.PartitionCapacity;
import metalplant.wire.partition.PartitionCapacityRequest;
import metalplant.wire.partition.PartitionCreateRequest;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.partition.PartitionUpdateRequest;

/** The operations of partitions. */
public final class PartitionHttp implements Feature {
    private static final String PATH = "/v1/partition";

    private final Partitions partitions;
    private final CapacityQuery capacities;

    public PartitionHttp(Partitions partitions, CapacityQuery capacities) {
        this.partitions = partitions;
        this.capacities = capacities;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listPartitions", Role.ANY, this::list).lists(PartitionResponse.class),
                Operation.put(PATH, "createPartition", Role.ADMIN, this::create)
                        .reads(PartitionCreateRequest.class)
                        .answers(PartitionResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updatePartition", Role.ADMIN, this::update)
                        .reads(PartitionUpdateRequest.class)
                        .answers(PartitionResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/capacity", "partitionCapacity", Role.ANY, this::capacity)
                        .reads(PartitionCapacityRequest.class)
                        .lists(PartitionCapacity.class),
                Operation.get(PATH + "/{id}", "findPartition", Role.ANY, this::find)
                        .answers(PartitionResponse.class),
                Operation.delete(PATH + "/{id}", "deletePartition", Role.ADMIN, this::delete)
                        .answers(PartitionResponse.class));
    }

    private Answer list(Call call) {
        var zones = partitions.zones();
        return Answer.ok(partitions.list().stream()
                .map(partition -> PartitionMapping.toWire(partition, topology(zones, partition)))
                .toList());
    }

    private Answer find(Call call) {
        return Answer.ok(shown(partitions.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var command = PartitionMapping.toCreate(call.body(PartitionCreateRequest.class));
        return Answer.created(shown(partitions.create(command)));
    }

    private Answer update(Call call) {
        var command = PartitionMapping.toChange(call.body(PartitionUpdateRequest.class));
        return Answer.ok(shown(partitions.update(command)));
    }

    private Answer delete(Call call) {
        return Answer.ok(shown(partitions.delete(call.path("id"))));
    }

    private PartitionResponse shown(Partition partition) {
        return PartitionMapping.toWire(
                partition, partition.zoneId().isEmpty() ? Map.of() : topology(partitions.zones(), partition));
    }

    private static Map<String, String> topology(Map<String, Zone> zones, Partition partition) {
        return Topology.of(Optional.ofNullable(zones.get(partition.zoneId())));
    }

    private Answer capacity(Call call) {
        var request = call.body(PartitionCapacityRequest.class);
        var found = capacities.capacity(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.sizeId()),
                Optional.ofNullable(request.projectId()));
        return Answer.ok(found.stream().map(PartitionMapping::toWire).toList());
    }
}
