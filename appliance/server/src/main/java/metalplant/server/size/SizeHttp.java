package metalplant.server.size;

import java.util.List;
import metalplant.core.size.Sizes;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.size.SizeConstraint;
import metalplant.wire.size.SizeCreateRequest;
import metalplant.wire.size.SizeResponse;
import metalplant.wire.size.SizeSuggestRequest;
import metalplant.wire.size.SizeUpdateRequest;

/** The operations of sizes. */
public final class SizeHttp implements Feature {
    private static final String PATH = "/v1/size";

    private final Sizes sizes;

    public SizeHttp(Sizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listSizes", Role.ANY, this::list).lists(SizeResponse.class),
                Operation.put(PATH, "createSize", Role.ADMIN, this::create)
                        .reads(SizeCreateRequest.class)
                        .answers(SizeResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateSize", Role.ADMIN, this::update)
                        .reads(SizeUpdateRequest.class)
                        .answers(SizeResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/suggest", "suggest", Role.ANY, this::suggest)
                        .reads(SizeSuggestRequest.class)
                        .lists(SizeConstraint.class),
                Operation.get(PATH + "/{id}", "findSize", Role.ANY, this::find).answers(SizeResponse.class),
                Operation.delete(PATH + "/{id}", "deleteSize", Role.ADMIN, this::delete)
                        .answers(SizeResponse.class));
    }

    private Answer list(Call call) {
        return Answer.ok(sizes.list().stream().map(SizeMapping::toWire).toList());
    }

    private Answer find(Call call) {
        return Answer.ok(SizeMapping.toWire(sizes.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var command = SizeMapping.toCreate(call.body(SizeCreateRequest.class));
        return Answer.created(SizeMapping.toWire(sizes.create(command)));
    }

    private Answer update(Call call) {
        var command = SizeMapping.toChange(call.body(SizeUpdateRequest.class));
        return Answer.ok(SizeMapping.toWire(sizes.update(command)));
    }

    private Answer delete(Call call) {
        return Answer.ok(SizeMapping.toWire(sizes.delete(call.path("id"))));
    }

    private Answer suggest(Call call) {
        var request = call.body(SizeSuggestRequest.class);
        return Answer.ok(sizes.suggest(Absent.toText(request.machineId())).stream()
                .map(SizeMapping::toWire)
                .toList());
    }
}
