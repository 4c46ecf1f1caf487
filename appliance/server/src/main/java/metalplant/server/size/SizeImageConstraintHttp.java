package metalplant.server.size;

import java.util.List;
import metalplant.core.size.SizeImageConstraints;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.size.SizeImageConstraint;
import metalplant.wire.size.SizeImageConstraintTryRequest;

/** The operations of constraints on the images of a size. */
public final class SizeImageConstraintHttp implements Feature {
    private static final String PATH = "/v1/size-image-constraint";

    private final SizeImageConstraints constraints;

    public SizeImageConstraintHttp(SizeImageConstraints constraints) {
        this.constraints = constraints;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listSizeImageConstraints", Role.ANY, this::list)
                        .lists(SizeImageConstraint.class, "v1.SizeImageConstraintResponse"),
                Operation.put(PATH, "createSizeImageConstraint", Role.ADMIN, this::create)
                        .reads(SizeImageConstraint.class, "v1.SizeImageConstraintCreateRequest")
                        .answers(SizeImageConstraint.class, "v1.SizeImageConstraintResponse")
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateSizeImageConstraint", Role.ADMIN, this::update)
                        .reads(SizeImageConstraint.class, "v1.SizeImageConstraintUpdateRequest")
                        .answers(SizeImageConstraint.class, "v1.SizeImageConstraintResponse")
                        .refuses(409),
                Operation.post(PATH + "/try", "trySizeImageConstraint", Role.ADMIN, this::tryOut)
                        .reads(SizeImageConstraintTryRequest.class)
                        .answers(EmptyBody.class),
                Operation.get(PATH + "/{id}", "findSizeImageConstraint", Role.ANY, this::find)
                        .answers(SizeImageConstraint.class, "v1.SizeImageConstraintResponse"),
                Operation.delete(PATH + "/{id}", "deleteSizeImageConstraint", Role.ADMIN, this::delete)
                        .answers(SizeImageConstraint.class, "v1.SizeImageConstraintResponse"));
    }

    private Answer list(Call call) {
        return Answer.ok(constraints.list().stream().map(SizeMapping::toWire).toList());
    }

    private Answer find(Call call) {
        return Answer.ok(SizeMapping.toWire(constraints.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var command = SizeMapping.toCreate(call.body(SizeImageConstraint.class));
        return Answer.created(SizeMapping.toWire(constraints.create(command)));
    }

    private Answer update(Call call) {
        var command = SizeMapping.toChange(call.body(SizeImageConstraint.class));
        return Answer.ok(SizeMapping.toWire(constraints.update(command)));
    }

    private Answer delete(Call call) {
        return Answer.ok(SizeMapping.toWire(constraints.delete(call.path("id"))));
    }

    private Answer tryOut(Call call) {
        var request = call.body(SizeImageConstraintTryRequest.class);
        constraints.tryOut(Absent.toText(request.size()), Absent.toText(request.image()));
        return Answer.ok(new EmptyBody());
    }
}
