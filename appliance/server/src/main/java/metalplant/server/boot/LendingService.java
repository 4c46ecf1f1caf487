package metalplant.server.boot;

import java.util.List;
import metalplant.core.boot.BootLeases;
import metalplant.server.grpc.GrpcCall;
import metalplant.server.grpc.GrpcMethod;
import metalplant.wire.lending.v1.LendRequest;
import metalplant.wire.lending.v1.LendResponse;

/** {@code plant.v1.LeaseService}: what the boot server hands on to one booting server. */
final class LendingService {
    private final BootLeases leases;

    LendingService(BootLeases leases) {
        this.leases = leases;
    }

    List<GrpcMethod> methods() {
        return List.of(GrpcMethod.unary("/plant.v1.LeaseService/Lend", LendRequest.parser(), this::lend));
    }

    private LendResponse lend(GrpcCall call, LendRequest request) {
        BootLeases.admitLender(BootService.caller(call));
        var lent = leases.lend(request.getMac(), request.getPartitionId(), request.getMachineId());
        return LendResponse.newBuilder()
                .setLeaseId(lent.lease().id().toString())
                .setCaCert(lent.signed().authority())
                .setCert(lent.signed().certificate())
                .setKey(lent.signed().key())
                .setHmac(lent.lease().hmacKey())
                .setExpiresSeconds(lent.lease().expires().getEpochSecond())
                .build();
    }
}
