package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.CallFailure.Kind;
import metalplant.rack.plant.Outcome.Done;

/** The REST half of the plant: every path that the rack knows. */
final class RestCalls {
    private static final Function<JsonNode, Outcome<Done>> IGNORED = _ -> Outcome.done();

    private final RestClient rest;
    private final HmacSigner edit;

    RestCalls(RestClient rest, String hmacEdit) {
        this.rest = rest;
        this.edit = new HmacSigner("Metal-Edit", hmacEdit);
    }

    void registerSwitch(JsonNode request, Consumer<Outcome<Done>> answer) {
        rest.post("v1/switch/register", edit, request, read(IGNORED, answer));
    }

    void findSwitch(LeafSpec leaf, Consumer<Outcome<JsonNode>> answer) {
        rest.get("v1/switch/" + leaf.id(), edit, answer);
    }

    void notifySwitch(LeafSpec leaf, JsonNode notice, Consumer<Outcome<Done>> answer) {
        rest.post("v1/switch/" + leaf.id() + "/notify", edit, notice, read(IGNORED, answer));
    }

    void reportBmcs(JsonNode reports, Consumer<Outcome<Done>> answer) {
        rest.post("v1/machine/ipmi", edit, reports, read(IGNORED, answer));
    }

    void allocation(ServerSpec server, HmacSigner view, Consumer<Outcome<Optional<Allocation>>> answer) {
        rest.get("v1/machine/" + server.uuid(), view, read(RestCalls::machine, answer));
    }

    private static Outcome<Optional<Allocation>> machine(JsonNode document) {
        return document.path("id").isTextual()
                ? new Outcome.Ok<>(Allocation.of(document))
                : Outcome.failed(Kind.REFUSED, "the answer is not a machine");
    }

    void lease(ServerSpec server, Consumer<Outcome<Lease>> answer) {
        var request = JsonNodeFactory.instance
                .objectNode()
                .put("mac", server.pxeMac())
                .put("partitionid", server.partition());
        rest.post("v1/plant/lease", edit, request, read(RestCalls::lease, answer));
    }

    private static Outcome<Lease> lease(JsonNode document) {
        for (String name : new String[] {"lease", "ca_cert", "cert", "key", "hmac"}) {
            if (document.path(name).asText("").isEmpty()) {
                return Outcome.failed(Kind.REFUSED, "the lease has no " + name);
            }
        }
        return new Outcome.Ok<>(new Lease(
                document.path("lease").asText(),
                new Pem(
                        document.path("ca_cert").asText(),
                        document.path("cert").asText(),
                        document.path("key").asText()),
                document.path("hmac").asText()));
    }

    private static <T> Consumer<Outcome<JsonNode>> read(
            Function<JsonNode, Outcome<T>> reader, Consumer<Outcome<T>> answer) {
        return outcome -> answer.accept(
                switch (outcome) {
                    case Outcome.Ok<JsonNode> ok -> reader.apply(ok.value());
                    case Outcome.Failed<JsonNode> failed -> new Outcome.Failed<T>(failed.failure());
                });
    }
}
