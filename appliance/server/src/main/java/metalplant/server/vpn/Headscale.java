package metalplant.server.vpn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.vpn.VpnServer;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * A headscale server, over the HTTP interface beside its gRPC one. Made for release 0.28, where users and nodes have numbers.
 *
 * @see "headscale, proto/headscale/v1/headscale.proto"
 */
public final class Headscale implements VpnServer {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_MAX_BYTES = 32 << 20;
    private static final int MESSAGE_MAX = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VpnConfig config;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Headscale(VpnConfig config) {
        this.config = config;
    }

    @Override
    public String address() {
        return config.address();
    }

    @Override
    public boolean knows(String project) {
        return user(project).isPresent();
    }

    private Optional<String> user(String project) {
        var found = ask("GET", "/api/v1/user?name=" + URLEncoder.encode(project, StandardCharsets.UTF_8), Map.of());
        for (var user : found.path("users")) {
            if (user.path("name").asText().equals(project)) {
                return Optional.of(user.path("id").asText());
            }
        }
        return Optional.empty();
    }

    @Override
    public void welcome(String project) {
        if (knows(project)) {
            return;
        }
        try {
            ask("POST", "/api/v1/user", Map.of("name", project));
        } catch (Problem e) {
            // Somebody else may have made it meanwhile, which headscale answers with an error like any other.
            if (!knows(project)) {
                throw e;
            }
        }
    }

    @Override
    public String key(String project, Instant until, boolean ephemeral) {
        var user = user(project).orElseThrow(() -> Problem.notFound("vpn user of project", project));
        var made = ask(
                "POST",
                "/api/v1/preauthkey",
                Map.of("user", user, "reusable", false, "ephemeral", ephemeral, "expiration", until.toString()));
        var key = made.path("preAuthKey").path("key").asText("");
        if (key.isEmpty()) {
            throw unavailable("it answered without a key");
        }
        return key;
    }

    @Override
    public List<Node> nodes() {
        var nodes = new ArrayList<Node>();
        for (var node : ask("GET", "/api/v1/node", Map.of()).path("nodes")) {
            nodes.add(new Node(
                    node.path("id").asText(),
                    node.path("name").asText(),
                    node.path("user").path("name").asText(),
                    node.path("online").asBoolean(false),
                    time(node.path("createdAt").asText(""))));
        }
        return nodes;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.of(ProblemCode.VPN_UNAVAILABLE, "headscale tells a time that is none: " + brief(text))
                    .because(e);
        }
    }

    @Override
    public void remove(Node node) {
        var id = URLEncoder.encode(node.id(), StandardCharsets.UTF_8);
        var response = send("DELETE", "/api/v1/node/" + id, Map.of());
        if (response.statusCode() != NOT_FOUND) {
            read(response);
        }
    }

    private JsonNode ask(String verb, String path, Map<String, Object> body) {
        return read(send(verb, path, body));
    }

    private HttpResponse<InputStream> send(String verb, String path, Map<String, Object> body) {
        try {
            var publisher = body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
            var request = HttpRequest.newBuilder(URI.create(config.server() + path))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + config.apiKey().text())
                    .header("Content-Type", "application/json")
                    .method(verb, publisher)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is JSON", e);
        } catch (IOException e) {
            throw unavailable("it does not answer").because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the plant is stopping").because(e);
        }
    }

    private JsonNode read(HttpResponse<InputStream> response) {
        var bytes = new ByteArrayOutputStream();
        try (var in = response.body()) {
            bytes.write(in.readNBytes(ANSWER_MAX_BYTES + 1));
            if (bytes.size() > ANSWER_MAX_BYTES) {
                throw unavailable("its answer is longer than %d MiB".formatted(ANSWER_MAX_BYTES >> 20));
            }
            if (response.statusCode() != 200) {
                throw unavailable("it answered %d: %s"
                        .formatted(response.statusCode(), brief(bytes.toString(StandardCharsets.UTF_8))));
            }
            return JSON.readTree(bytes.toByteArray());
        } catch (IOException e) {
            throw unavailable("its answer cannot be read").because(e);
        }
    }

    private Problem unavailable(String why) {
        return Problem.of(
                ProblemCode.VPN_UNAVAILABLE, "headscale at %s cannot be used now: %s".formatted(config.server(), why));
    }

    private static String brief(String text) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MESSAGE_MAX ? line.substring(0, MESSAGE_MAX) : line;
    }

    @Override
    public void close() {
        client.close();
    }
}
