package metalplant.server.size;

import java.util.List;
import metalplant.core.size.SizeReservations;
import metalplant.door.Role;
import metalplant.model.size.SizeReservationQuery;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.size.SizeReservationCreateRequest;
import metalplant.wire.size.SizeReservationListRequest;
import metalplant.wire.size.SizeReservationResponse;
import metalplant.wire.size.SizeReservationUpdateRequest;
import metalplant.wire.size.SizeReservationUsageResponse;

/** The operations of size reservations. */
public final class SizeReservationHttp implements Feature {
    private static final String PATH = "/v1/size/reservations";

    private final SizeReservations reservations;

    public SizeReservationHttp(SizeReservations reservations) {
        this.reservations = reservations;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listSizeReservations", Role.ANY, this::list)
                        .lists(SizeReservationResponse.class),
                Operation.put(PATH, "createSizeReservation", Role.EDIT, this::create)
                        .reads(SizeReservationCreateRequest.class)
                        .answers(SizeReservationResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateSizeReservation", Role.EDIT, this::update)
                        .reads(SizeReservationUpdateRequest.class)
                        .answers(SizeReservationResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/find", "findSizeReservations", Role.ANY, this::findAll)
                        .reads(SizeReservationListRequest.class)
                        .lists(SizeReservationResponse.class),
                Operation.post(PATH + "/usage", "sizeReservationsUsage", Role.ANY, this::usage)
                        .reads(SizeReservationListRequest.class)
                        .lists(SizeReservationUsageResponse.class),
                Operation.get(PATH + "/{id}", "getSizeReservation", Role.ANY, this::find)
                        .answers(SizeReservationResponse.class),
                Operation.delete(PATH + "/{id}", "deleteSizeReservation", Role.EDIT, this::delete)
                        .answers(SizeReservationResponse.class));
    }

    private Answer list(Call call) {
        return answer(SizeReservationQuery.ALL);
    }

    private Answer findAll(Call call) {
        return answer(SizeMapping.toQuery(call.body(SizeReservationListRequest.class)));
    }

    private Answer answer(SizeReservationQuery query) {
        return Answer.rows(
                sink -> reservations.each(query, reservation -> sink.accept(SizeMapping.toWire(reservation))));
    }

    private Answer usage(Call call) {
        var query = SizeMapping.toQuery(call.body(SizeReservationListRequest.class));
        return Answer.rowsOrNull(
                sink -> reservations.eachUsage(query, usage -> sink.accept(SizeMapping.toWire(usage))));
    }

    private Answer find(Call call) {
        return Answer.ok(SizeMapping.toWire(reservations.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var command = SizeMapping.toCreate(call.body(SizeReservationCreateRequest.class));
        return Answer.created(SizeMapping.toWire(reservations.create(command)));
    }

    private Answer update(Call call) {
        var command = SizeMapping.toChange(call.body(SizeReservationUpdateRequest.class));
        return Answer.ok(SizeMapping.toWire(reservations.update(command)));
    }

    private Answer delete(Call call) {
        return Answer.ok(SizeMapping.toWire(reservations.delete(call.path("id"))));
    }
}
