package metalplant.server.federation;

import java.util.List;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.federation.BlocksResponse;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.FenceRequest;
import metalplant.wire.federation.FenceResponse;
import metalplant.wire.federation.InventoryRequest;
import metalplant.wire.federation.MoveRequest;
import metalplant.wire.federation.ShareRequest;
import metalplant.wire.federation.SightingRequest;

/** {@code /v1/federation/pool}, {@code /block} and what is done with blocks. */
public final class EscrowHttp implements Feature {
    private static final String PATH = "/v1/federation";

    private final Federation federation;

    public EscrowHttp(Federation federation) {
        this.federation = federation;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post(PATH + "/pool", "sharePrefix", Role.ADMIN, this::share)
                        .reads(ShareRequest.class)
                        .answers(FederationResponse.class),
                Operation.get(PATH + "/block", "listFederationBlocks", Role.ANY, this::blocks)
                        .query("pool")
                        .query("offset")
                        .answers(BlocksResponse.class),
                Operation.post(PATH + "/move", "moveFederationAddress", Role.ADMIN, this::move)
                        .reads(MoveRequest.class)
                        .answers(BlocksResponse.class),
                Operation.post(PATH + "/sighting", "reportSighting", Role.ADMIN, this::sighting)
                        .reads(SightingRequest.class)
                        .answers(BlocksResponse.class),
                Operation.post(PATH + "/fence", "fenceMember", Role.ADMIN, this::fence)
                        .reads(FenceRequest.class)
                        .answers(FenceResponse.class),
                Operation.post(PATH + "/inventory", "acceptInventory", Role.ADMIN, this::inventory)
                        .reads(InventoryRequest.class)
                        .answers(FederationResponse.class));
    }

    private EscrowDesk desk() {
        return federation.desk().escrow();
    }

    private Answer share(Call call) {
        return Answer.ok(desk().share(call.body(ShareRequest.class)));
    }

    private Answer blocks(Call call) {
        var pool = call.query("pool");
        try {
            int offset = Integer.parseInt(call.query("offset").orElse("0"));
            return Answer.ok(desk().blocks(id -> pool.isEmpty() || pool.get().equals(id), Math.max(0, offset)));
        } catch (NumberFormatException e) {
            throw Problem.bad("offset must be the number that the page before gave as next");
        }
    }

    private Answer move(Call call) {
        return Answer.ok(desk().move(call.body(MoveRequest.class)));
    }

    private Answer sighting(Call call) {
        return Answer.ok(desk().sighting(call.body(SightingRequest.class)));
    }

    private Answer fence(Call call) {
        return Answer.ok(desk().fence(call.body(FenceRequest.class)));
    }

    private Answer inventory(Call call) {
        return Answer.ok(desk().inventory(call.body(InventoryRequest.class)));
    }
}
