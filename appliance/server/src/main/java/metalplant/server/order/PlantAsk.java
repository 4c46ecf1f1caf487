package metalplant.server.order;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.Lost;
import metalplant.router.exchange.Outbound;
import metalplant.router.exchange.Outcomes;
import metalplant.router.exchange.PlantLine;
import metalplant.router.plants.PlantLink;
import metalplant.server.peer.RequestMemory;
import metalplant.wire.WireJson;

/** One question to one plant, in a caller's name. */
record PlantAsk(RequestMemory memory, Caller caller) {
    private static final int ANSWER_MAX_BYTES = 8 * 1024 * 1024;
    private static final List<Map.Entry<String, String>> HEADERS =
            List.of(Map.entry("Accept", "application/json"), Map.entry("Content-Type", "application/json"));

    /** What came of a question. */
    sealed interface Said {
        record Answer(int status, String body) implements Said {}

        /** It was sent, and no answer came. */
        record Lost(String why) implements Said {}

        /** It was not sent. */
        record Away(String why) implements Said {}
    }

    /** Reads; whatever is lost may be asked again. */
    Said read(PlantLine line, String verb, String target, String body) {
        return send(line, out(verb, target, body, Role.VIEW, UUID.nameUUIDFromBytes(new byte[0]), false));
    }

    /** Changes something, under an id that the plant takes once. */
    Said write(PlantLine line, String verb, String target, String body, UUID request) {
        var out = out(verb, target, body, Role.EDIT, request, true);
        return line.plant().link() instanceof PlantLink.Here ? indoors(line, out) : send(line, out);
    }

    /** What became of a write; 404 = the plant never heard of it. */
    Said outcome(PlantLine line, UUID request) {
        if (!(line.plant().link() instanceof PlantLink.Here)) {
            return read(line, "GET", Outcomes.PATH + request, "");
        }
        var known = memory.of(request.toString());
        return known.isEmpty()
                ? new Said.Answer(404, "")
                : new Said.Answer(200, WireJson.text(known.get().toWire()));
    }

    /** The door of another plant keeps the ids of its callers; within the process nobody does. */
    private Said indoors(PlantLine line, Outbound out) {
        try {
            memory.beginHere(out.verb() + " " + out.target(), out.requestId());
        } catch (Problem problem) {
            if (problem.code() == ProblemCode.CREDENTIALS_REFUSED) {
                return new Said.Answer(403, "");
            }
            return new Said.Away(problem.getMessage());
        }
        var said = send(line, out);
        if (said instanceof Said.Answer(int status, var body)) {
            memory.end(out.requestId(), status, body.getBytes(StandardCharsets.UTF_8));
        } else if (said instanceof Said.Away(var why)) {
            // The id is used up: that nothing was done is the answer.
            memory.end(out.requestId(), 503, WireJson.text(why).getBytes(StandardCharsets.UTF_8));
            return new Said.Answer(503, WireJson.text(why));
        }
        return said;
    }

    private static Said send(PlantLine line, Outbound out) {
        try (var reply = line.send(out)) {
            var body = reply.body().readNBytes(ANSWER_MAX_BYTES);
            return new Said.Answer(reply.status(), new String(body, StandardCharsets.UTF_8));
        } catch (Problem problem) {
            return new Said.Away(problem.getMessage());
        } catch (Lost _) {
            return new Said.Lost(
                    "the answer of plant %s got lost".formatted(line.plant().label()));
        } catch (IOException _) {
            return new Said.Lost(
                    "the answer of plant %s broke off".formatted(line.plant().label()));
        }
    }

    private Outbound out(String verb, String target, String body, Role role, UUID request, boolean writes) {
        return new Outbound(
                verb, target, HEADERS, body.getBytes(StandardCharsets.UTF_8), caller, role, request.toString(), writes);
    }
}
