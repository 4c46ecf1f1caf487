package metalplant.bmc.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A controller with the habits of one maker. What the habits are was read in the makers' published Redfish references; a real controller was
 * not at hand.
 */
final class FakeController implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String UPDATE = "/redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate";

    private final Habits habits;
    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile String power = "Off";
    private volatile String boot = "None";
    private volatile boolean light;
    private volatile boolean takesFirmware;

    /**
     * @param resets which types of reset it allows; none = it does not say
     * @param locationIndicator whether it has the newer light
     * @param ledOnChassis whether its light is on the chassis
     * @param etags whether changes have to name what they change
     */
    record Habits(
            String maker,
            String system,
            List<String> resets,
            boolean locationIndicator,
            boolean ledOnChassis,
            boolean etags) {}

    FakeController(Habits habits) {
        this.habits = habits;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String power() {
        return power;
    }

    String boot() {
        return boot;
    }

    boolean light() {
        return light;
    }

    /** From now on it fetches firmware; else it has no service for that. */
    void takesFirmware() {
        takesFirmware = true;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, path);
                case "PATCH" -> patch(exchange, new ObjectMapper().readTree(body));
                default -> post(exchange, path, new ObjectMapper().readTree(body));
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        var systemPath = "/redfish/v1/Systems/" + habits.system();
        if (path.equals("/redfish/v1/")) {
            send(exchange, 200, JSON.objectNode().set("Systems", link("/redfish/v1/Systems")));
        } else if (!exchange.getRequestHeaders().containsKey("Authorization")) {
            send(exchange, 401, JSON.objectNode());
        } else if (path.equals("/redfish/v1/Systems")) {
            send(
                    exchange,
                    200,
                    JSON.objectNode().set("Members", JSON.arrayNode().add(link(systemPath))));
        } else if (path.equals(systemPath)) {
            if (habits.etags()) {
                exchange.getResponseHeaders().add("ETag", "W/\"7\"");
            }
            send(exchange, 200, system(systemPath));
        } else if (path.equals("/redfish/v1/Chassis/1")) {
            send(exchange, 200, chassis());
        } else if (path.equals("/redfish/v1/Chassis/1/Power")) {
            send(exchange, 200, powerBody());
        } else if (path.equals("/redfish/v1/Managers/1")) {
            send(exchange, 200, JSON.objectNode().put("FirmwareVersion", "7.00.60.00"));
        } else if (path.equals("/redfish/v1/UpdateService") && takesFirmware) {
            var service = JSON.objectNode();
            service.putObject("Actions")
                    .putObject("#UpdateService.SimpleUpdate")
                    .put("target", UPDATE);
            send(exchange, 200, service);
        } else {
            send(exchange, 404, JSON.objectNode());
        }
    }

    private ObjectNode system(String path) {
        var system = JSON.objectNode()
                .put("UUID", "4C4C4544-D1F2-11EE-8056-B4C04F4B4233")
                .put("Manufacturer", habits.maker())
                .put("Model", "one")
                .put("SerialNumber", "S1 ")
                .putNull("PartNumber")
                .put("BiosVersion", "2.19.1")
                .put("PowerState", power);
        if (!habits.ledOnChassis()) {
            putLight(system);
        }
        var reset = system.putObject("Actions").putObject("#ComputerSystem.Reset");
        reset.put("target", path + "/Actions/ComputerSystem.Reset");
        if (!habits.resets().isEmpty()) {
            ArrayNode allowed = reset.putArray("ResetType@Redfish.AllowableValues");
            habits.resets().forEach(allowed::add);
        }
        var links = system.putObject("Links");
        links.putArray("Chassis").add(link("/redfish/v1/Chassis/1"));
        links.putArray("ManagedBy").add(link("/redfish/v1/Managers/1"));
        return system;
    }

    private ObjectNode chassis() {
        var chassis = JSON.objectNode().put("SerialNumber", "C1").put("PartNumber", "P1");
        chassis.set("Power", link("/redfish/v1/Chassis/1/Power"));
        if (habits.ledOnChassis()) {
            putLight(chassis);
        }
        return chassis;
    }

    private static ObjectNode powerBody() {
        var body = JSON.objectNode();
        body.putArray("PowerControl")
                .addObject()
                .putObject("PowerMetrics")
                .put("AverageConsumedWatts", 120.5)
                .put("IntervalInMin", 1)
                .put("MaxConsumedWatts", 300)
                .put("MinConsumedWatts", 80);
        body.putArray("PowerSupplies")
                .addObject()
                .putObject("Status")
                .put("Health", "OK")
                .put("State", "Enabled");
        return body;
    }

    private void putLight(ObjectNode body) {
        if (habits.locationIndicator()) {
            body.put("LocationIndicatorActive", light);
        } else {
            body.put("IndicatorLED", light ? "Lit" : "Off");
        }
    }

    private static ObjectNode link(String path) {
        return JSON.objectNode().put("@odata.id", path);
    }

    private void patch(HttpExchange exchange, JsonNode change) throws IOException {
        if (habits.etags()
                && !"W/\"7\"".equals(exchange.getRequestHeaders().getFirst("If-Match"))
                && exchange.getRequestURI().getPath().contains("/Systems/")) {
            send(exchange, 412, error("the precondition failed"));
            return;
        }
        if (change.has("Boot")) {
            boot = change.path("Boot").path("BootSourceOverrideTarget").asText() + " "
                    + change.path("Boot").path("BootSourceOverrideEnabled").asText();
        }
        if (change.has("LocationIndicatorActive")) {
            light = change.path("LocationIndicatorActive").booleanValue();
        }
        if (change.has("IndicatorLED")) {
            light = !change.path("IndicatorLED").asText().equals("Off");
        }
        send(exchange, 200, JSON.objectNode());
    }

    private void post(HttpExchange exchange, String path, JsonNode body) throws IOException {
        if (path.equals(UPDATE)) {
            asked.add(body.path("TransferProtocol").asText() + " "
                    + body.path("ImageURI").asText());
            send(exchange, 202, JSON.objectNode());
            return;
        }
        var type = body.path("ResetType").asText();
        asked.add(type);
        if (!path.endsWith("ComputerSystem.Reset")
                || !habits.resets().isEmpty() && !habits.resets().contains(type)) {
            send(exchange, 400, error("%s is not allowed".formatted(type)));
            return;
        }
        power = type.toLowerCase(Locale.ROOT).endsWith("off") ? "Off" : "On";
        send(exchange, 204, JSON.objectNode());
    }

    private static ObjectNode error(String text) {
        var body = JSON.objectNode();
        body.putObject("error").putArray("@Message.ExtendedInfo").addObject().put("Message", text);
        return body;
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
        if (status != 204) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
