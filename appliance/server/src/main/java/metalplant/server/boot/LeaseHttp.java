package metalplant.server.boot;

import java.util.List;
import metalplant.core.boot.BootLeases;
import metalplant.core.boot.LentLease;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.lease.LeaseRequest;
import metalplant.wire.lease.LeaseResponse;

/** {@code /v1/plant/lease}: the boot server asks for what it hands to one booting server. */
public final class LeaseHttp implements Feature {
    private final BootLeases leases;

    public LeaseHttp(BootLeases leases) {
        this.leases = leases;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("/v1/plant/lease", "createBootLease", Role.EDIT, this::lend)
                .reads(LeaseRequest.class)
                .answers(LeaseResponse.class)
                .creates());
    }

    private Answer lend(Call call) {
        var request = call.body(LeaseRequest.class);
        var mac = request.mac();
        var partition = request.partitionid();
        if (mac == null || partition == null) {
            throw Problem.bad("mac and partitionid must be given");
        }
        return Answer.created(response(leases.lend(mac, partition)));
    }

    private static LeaseResponse response(LentLease lent) {
        return new LeaseResponse(
                lent.lease().id().toString(),
                lent.signed().authority(),
                lent.signed().certificate(),
                lent.signed().key(),
                lent.lease().hmacKey(),
                lent.lease().expires());
    }
}
