package metalplant.server.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.order.OrderPlants;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Slot;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.server.order.PlantAsk.Said;
import metalplant.server.peer.RequestMemory;
import metalplant.wire.WireJson;
import metalplant.wire.federation.RequestOutcome;

/**
 * Speaks to the plants of an order over the lines of the router, with the orderer as the caller. The own plant is asked within the process, and
 * remembers the request's id as it does for other plants.
 */
public final class OrderTalk implements OrderPlants {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FAILED = 500;

    private final Supplier<Optional<Ways>> ways;
    private final World world;

    /** @param memory of the own plant, for its requests to itself */
    public record Ways(PlantLines lines, RequestMemory memory) {}

    /** @param ways empty as long as the plant has no router */
    public OrderTalk(Supplier<Optional<Ways>> ways, World world) {
        this.ways = ways;
        this.world = world;
    }

    private Ways ways() {
        return ways.get()
                .orElseThrow(() -> Problem.of(
                        ProblemCode.FEATURE_DISABLED, "this plant has no router, through which machines are ordered"));
    }

    @Override
    public Seen look(Wish wish) {
        var ask = new PlantAsk(ways().memory(), caller(wish.orderer()));
        return new PlaceSurvey(ways().lines(), ask, SlotBody.template(wish.template())).seen();
    }

    @Override
    public Told allocate(MachineOrder order, Slot slot) {
        return at(order, slot, (ask, line) -> {
            var body = WireJson.text(SlotBody.of(order, slot));
            var said = ask.write(line, "POST", "/v1/machine/allocate", body, slot.request());
            return told(ask, line, order, slot, said);
        });
    }

    @Override
    public Told burn(MachineOrder order, Slot slot) {
        // Frees a machine that cannot be: whatever the answer is, the id is used up by it.
        return at(order, slot, (ask, line) -> {
            var said = ask.write(line, "DELETE", free(slot.request().toString(), "none"), "", slot.request());
            return said instanceof Said.Answer(int status, var _) && status == NOT_FOUND
                    ? new Told.Unheard()
                    : told(ask, line, order, slot, said);
        });
    }

    /** It means one allocation, so that doing it twice is doing it once: each try has an id of its own. */
    @Override
    public Told free(MachineOrder order, Slot slot) {
        return at(order, slot, (ask, line) -> {
            var path = free(slot.machine(), slot.allocation());
            return switch (ask.write(line, "DELETE", path, "", world.newId())) {
                case Said.Answer(int status, var body) ->
                    status < 300 || status == NOT_FOUND || status == CONFLICT
                            ? new Told.Unheard()
                            : new Told.Refused(message(body));
                case Said.Lost(var why) -> new Told.Unclear(why);
                case Said.Away(var why) -> new Told.Away(why);
            };
        });
    }

    private static String free(String machine, String allocation) {
        return "/v1/machine/%s/free?allocationuuid=%s".formatted(machine, allocation);
    }

    @Override
    public Told became(MachineOrder order, Slot slot) {
        return at(order, slot, (ask, line) -> became(ask, line, order, slot));
    }

    private static Told became(PlantAsk ask, PlantLine line, MachineOrder order, Slot slot) {
        return switch (ask.outcome(line, slot.request())) {
            case Said.Away(var why) -> new Told.Away(why);
            case Said.Lost(var why) -> new Told.Away(why);
            case Said.Answer(int status, var _) when status == NOT_FOUND -> new Told.Unheard();
            case Said.Answer(int status, var body) when status < 300 -> outcome(ask, line, order, slot, body);
            case Said.Answer(int _, var body) -> new Told.Unclear(message(body));
        };
    }

    private static Told outcome(PlantAsk ask, PlantLine line, MachineOrder order, Slot slot, String body) {
        var outcome = json(body);
        int status = outcome.path("status").asInt();
        var answer = outcome.path("body").isTextual() ? outcome.path("body").asText() : "";
        return switch (outcome.path("state").asText()) {
            case RequestOutcome.UNKNOWN -> new Told.Unheard();
            case RequestOutcome.DONE -> answered(ask, line, order, slot, status, answer);
            case RequestOutcome.INTERRUPTED -> byTag(ask, line, order, slot, new Told.Lapsed());
            default ->
                new Told.Unclear(
                        "plant %s is still at it".formatted(line.plant().label()));
        };
    }

    private static Told told(PlantAsk ask, PlantLine line, MachineOrder order, Slot slot, Said said) {
        return switch (said) {
            case Said.Answer(int status, var body)
            when status == FORBIDDEN || status >= FAILED -> {
                // It was here before, or was never begun: the caller may not, or the plant could not.
                var known = became(ask, line, order, slot);
                if (!(known instanceof Told.Unheard)) {
                    yield known;
                }
                yield status == FORBIDDEN ? new Told.Refused(message(body)) : new Told.Away(message(body));
            }
            case Said.Answer(int status, var body) -> answered(ask, line, order, slot, status, body);
            case Said.Lost(var why) -> new Told.Unclear(why);
            case Said.Away(var why) -> new Told.Away(why);
        };
    }

    /** An answer that was too long to be kept, and a failure of which nobody knows how far it came: the machine has the order's tag. */
    private static Told answered(PlantAsk ask, PlantLine line, MachineOrder order, Slot slot, int status, String body) {
        if (status >= FAILED) {
            return byTag(ask, line, order, slot, new Told.Refused(message(body)));
        }
        if (status >= 300) {
            return new Told.Refused(message(body));
        }
        return made(json(body)).orElseGet(() -> byTag(ask, line, order, slot, new Told.Lapsed()));
    }

    private static Told byTag(PlantAsk ask, PlantLine line, MachineOrder order, Slot slot, Told otherwise) {
        var query = WireJson.text(Map.of("tags", List.of(order.tag(slot))));
        return switch (ask.read(line, "POST", "/v1/machine/find", query)) {
            case Said.Answer(int status, var body)
            when status < 300 -> made(json(body).path(0)).orElse(otherwise);
            case Said.Answer(int _, var body) -> new Told.Unclear(message(body));
            case Said.Lost(var why) -> new Told.Unclear(why);
            case Said.Away(var why) -> new Told.Unclear(why);
        };
    }

    private static Optional<Told> made(JsonNode machine) {
        var id = machine.path("id").asText();
        var allocation = machine.path("allocation").path("allocationuuid").asText();
        return id.isEmpty() || allocation.isEmpty() ? Optional.empty() : Optional.of(new Told.Made(id, allocation));
    }

    /** What a plant says is read as far as it can be. */
    static JsonNode json(String text) {
        try {
            return WireJson.mapper().readTree(text);
        } catch (JsonProcessingException _) {
            return WireJson.mapper().missingNode();
        }
    }

    /** Errors are JSON in a JSON text. */
    static String message(String body) {
        var inner = json(json(body).asText()).path("message").asText();
        var text = inner.isEmpty() ? body : inner;
        return text.length() > 500 ? text.substring(0, 500) : text;
    }

    /** A question to the plant of a slot. */
    @FunctionalInterface
    private interface Asking {
        Told to(PlantAsk ask, PlantLine line);
    }

    private Told at(MachineOrder order, Slot slot, Asking asking) {
        var ways = ways();
        var line = line(ways.lines(), slot.place());
        return line.isEmpty()
                ? new Told.Away("plant %s is not known to this door"
                        .formatted(slot.place().plant()))
                : asking.to(new PlantAsk(ways.memory(), caller(order.orderer())), line.get());
    }

    /** Who has the partition; a label may change. */
    private static Optional<PlantLine> line(PlantLines lines, Place place) {
        return lines.plants().ownerOf(place.partition()).map(lines::to).or(() -> lines.named(place.plant()));
    }

    private static Caller caller(MachineOrder.Orderer orderer) {
        return new Caller(orderer.email(), orderer.name(), orderer.tenant(), Role.valueOf(orderer.role()));
    }
}
