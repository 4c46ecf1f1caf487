package metalplant.server.federation;

import java.util.ArrayList;
import java.util.Optional;
import metalplant.door.CallerHeaders;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.federation.RequestOutcome;
import metalplant.wire.federation.RequestResponse;

/** Asks the other members what became of a request that this plant's router sent (decision 14). */
record RequestDesk(FederationParts parts) {
    /** @throws Problem ENTITY_NOT_FOUND if nobody knows it, PLANT_UNREACHABLE if somebody who may know it did not answer */
    RequestResponse elsewhere(String id) {
        var silent = new ArrayList<String>();
        if (CallerHeaders.isRequestId(id)) {
            for (var member : parts.runner.state().filter(state -> state.phase().inFederation()).stream()
                    .map(PlantState::federation)
                    .flatMap(federation -> federation.members().living().stream())
                    .filter(member -> !member.plant().equals(parts.me()))
                    .toList()) {
                var label = member.record().label();
                var told = ask(member, id);
                if (told.isEmpty()) {
                    silent.add(label);
                } else if (!told.get().state().equals(RequestOutcome.UNKNOWN)) {
                    return shown(id, label, told.get());
                }
            }
        }
        if (silent.isEmpty()) {
            throw Problem.notFound("request", id);
        }
        throw Problem.of(
                ProblemCode.PLANT_UNREACHABLE,
                "nobody who answers knows request %s, and plant %s cannot be reached, which may know it"
                        .formatted(id, String.join(", ", silent)));
    }

    private Optional<RequestOutcome> ask(Member member, String id) {
        return parts.reach
                .door(member.plant())
                .flatMap(door ->
                        parts.calls.get(member.plant(), door, NeighbourTalk.REQUEST_PATH + id, RequestOutcome.class));
    }

    static RequestResponse shown(String id, String plant, RequestOutcome outcome) {
        return new RequestResponse(id, plant, outcome.state(), outcome.status(), outcome.body());
    }
}
