package metalplant.server.ip;

import java.util.List;
import java.util.Optional;
import metalplant.core.ip.AllocateIp;
import metalplant.core.ip.FindIps;
import metalplant.core.ip.FreeIp;
import metalplant.core.ip.UpdateIp;
import metalplant.door.Role;
import metalplant.model.ip.IpQuery;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.ip.IPAllocateRequest;
import metalplant.wire.ip.IPFindRequest;
import metalplant.wire.ip.IPResponse;
import metalplant.wire.ip.IPUpdateRequest;

/** Addresses: allocate, find, update, free. Where several projects hold an address, the query parameter project says whose. */
public final class IpHttp implements Feature {
    private final AllocateIp allocate;
    private final FindIps find;
    private final UpdateIp update;
    private final FreeIp free;

    public IpHttp(AllocateIp allocate, FindIps find, UpdateIp update, FreeIp free) {
        this.allocate = allocate;
        this.find = find;
        this.update = update;
        this.free = free;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/ip", "listIPs", Role.VIEW, _ -> list(IpQuery.ALL))
                        .lists(IPResponse.class),
                Operation.post("/v1/ip", "updateIP", Role.EDIT, this::update)
                        .reads(IPUpdateRequest.class)
                        .answers(IPResponse.class)
                        .refuses(409),
                Operation.post("/v1/ip/find", "findIPs", Role.VIEW, this::find)
                        .reads(IPFindRequest.class)
                        .lists(IPResponse.class),
                Operation.post("/v1/ip/allocate", "allocateIP", Role.EDIT, call -> allocate(call, Optional.empty()))
                        .reads(IPAllocateRequest.class)
                        .answers(IPResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(
                                "/v1/ip/allocate/{ip}",
                                "allocateSpecificIP",
                                Role.EDIT,
                                call -> allocate(call, Optional.of(call.path("ip"))))
                        .reads(IPAllocateRequest.class)
                        .answers(IPResponse.class)
                        .creates()
                        .refuses(409),
                Operation.delete("/v1/ip/free/{id}", "freeIP", Role.EDIT, this::free)
                        .answers(IPResponse.class),
                Operation.get("/v1/ip/{id}", "findIP", Role.VIEW, this::get).answers(IPResponse.class));
    }

    private Answer list(IpQuery query) {
        return Answer.rows(sink -> find.each(query, ip -> sink.accept(IpMapping.toWire(ip))));
    }

    private Answer find(Call call) {
        return list(IpMapping.toQuery(call.body(IPFindRequest.class)));
    }

    private Answer get(Call call) {
        return Answer.ok(IpMapping.toWire(find.get(call.path("id"), project(call))));
    }

    private Answer allocate(Call call, Optional<String> address) {
        var request = IpMapping.toRequest(call.body(IPAllocateRequest.class), address);
        return Answer.created(IpMapping.toWire(allocate.run(request)));
    }

    private Answer update(Call call) {
        return Answer.ok(IpMapping.toWire(update.run(IpMapping.toRequest(call.body(IPUpdateRequest.class)))));
    }

    private Answer free(Call call) {
        return Answer.ok(IpMapping.toWire(free.run(call.path("id"), project(call))));
    }

    private static Optional<String> project(Call call) {
        return call.query("project").filter(id -> !id.isEmpty());
    }
}
