package metalplant.server.network;

import java.util.List;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.FindNetworks;
import metalplant.core.network.RemoveNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.door.Role;
import metalplant.model.network.NetworkQuery;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.network.NetworkAllocateRequest;
import metalplant.wire.network.NetworkCreateRequest;
import metalplant.wire.network.NetworkFindRequest;
import metalplant.wire.network.NetworkResponse;
import metalplant.wire.network.NetworkUpdateRequest;

/** Networks: create, allocate, find, update, free, delete. */
public final class NetworkHttp implements Feature {
    private final CreateNetwork create;
    private final AllocateNetwork allocate;
    private final FindNetworks find;
    private final UpdateNetwork update;
    private final RemoveNetwork remove;

    public NetworkHttp(
            CreateNetwork create,
            AllocateNetwork allocate,
            FindNetworks find,
            UpdateNetwork update,
            RemoveNetwork remove) {
        this.create = create;
        this.allocate = allocate;
        this.find = find;
        this.update = update;
        this.remove = remove;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/network", "listNetworks", Role.VIEW, this::list)
                        .lists(NetworkResponse.class),
                Operation.put("/v1/network", "createNetwork", Role.ADMIN, this::create)
                        .reads(NetworkCreateRequest.class)
                        .answers(NetworkResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post("/v1/network", "updateNetwork", Role.ADMIN, this::update)
                        .flag("force")
                        .reads(NetworkUpdateRequest.class)
                        .answers(NetworkResponse.class)
                        .refuses(409),
                Operation.post("/v1/network/find", "findNetworks", Role.VIEW, this::find)
                        .reads(NetworkFindRequest.class)
                        .lists(NetworkResponse.class),
                Operation.post("/v1/network/allocate", "allocateNetwork", Role.EDIT, this::allocate)
                        .reads(NetworkAllocateRequest.class)
                        .answers(NetworkResponse.class)
                        .creates()
                        .refuses(409),
                Operation.delete("/v1/network/free/{id}", "freeNetwork", Role.EDIT, this::free)
                        .answers(NetworkResponse.class)
                        .refuses(409),
                Operation.command("/v1/network/free/{id}", "freeNetworkDeprecated", Role.EDIT, this::free)
                        .answers(NetworkResponse.class)
                        .refuses(409),
                Operation.get("/v1/network/{id}", "findNetwork", Role.VIEW, this::get)
                        .answers(NetworkResponse.class),
                Operation.delete("/v1/network/{id}", "deleteNetwork", Role.ADMIN, this::delete)
                        .answers(NetworkResponse.class));
    }

    /** Null when there is none, as clients have always got it. */
    private Answer list(Call call) {
        return Answer.rowsOrNull(rows(NetworkQuery.ALL));
    }

    private Answer find(Call call) {
        return Answer.rows(rows(NetworkMapping.toQuery(call.body(NetworkFindRequest.class))));
    }

    private Answer.Rows rows(NetworkQuery query) {
        return sink -> find.each(query, view -> sink.accept(NetworkMapping.toWire(view)));
    }

    private Answer get(Call call) {
        return Answer.ok(NetworkMapping.toWire(find.get(call.path("id"))));
    }

    private Answer create(Call call) {
        return Answer.created(
                NetworkMapping.toWire(create.run(NetworkMapping.toRequest(call.body(NetworkCreateRequest.class)))));
    }

    private Answer allocate(Call call) {
        return Answer.created(
                NetworkMapping.toWire(allocate.run(NetworkMapping.toRequest(call.body(NetworkAllocateRequest.class)))));
    }

    private Answer update(Call call) {
        var request = NetworkMapping.toRequest(call.body(NetworkUpdateRequest.class), call.flag("force"));
        return Answer.ok(NetworkMapping.toWire(update.run(request)));
    }

    private Answer free(Call call) {
        return Answer.ok(NetworkMapping.toWire(remove.free(call.path("id"))));
    }

    private Answer delete(Call call) {
        return Answer.ok(NetworkMapping.toWire(remove.delete(call.path("id"))));
    }
}
