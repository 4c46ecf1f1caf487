package metalplant.bmc.redfish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Failures;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Requests to one controller. What it answers is hostile until read: bounded in size, depth and time. */
final class RedfishClient {
    private static final int ANSWER_MAX = 1 << 20;
    private static final int DEPTH_MAX = 64;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .build();

    private final HttpClient http;
    private final URI base;
    private final Controller controller;
    private final Duration timeout;

    RedfishClient(HttpClient http, URI base, Controller controller, Duration timeout) {
        this.http = http;
        this.base = base;
        this.controller = controller;
        this.timeout = timeout;
    }

    /**
     * One resource.
     *
     * @param etag what a change of it has to name; empty if the controller gives none
     */
    record Resource(String path, JsonNode body, Optional<String> etag) {}

    Resource get(String path) {
        var answer = send(request(path).GET(), true);
        var body = answer.body();
        if (!body.isObject()) {
            throw Failures.refused(controller.host(), "%s is no Redfish resource".formatted(path));
        }
        return new Resource(path, body, answer.etag());
    }

    /** Empty when the controller has none. */
    Optional<Resource> find(String path) {
        try {
            return path.isEmpty() ? Optional.empty() : Optional.of(get(path));
        } catch (Problem e) {
            if (e.code() == ProblemCode.BMC_REFUSED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void post(String path, JsonNode body) {
        send(request(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())), false);
    }

    void patch(Resource resource, JsonNode change) {
        var request = request(resource.path()).method("PATCH", HttpRequest.BodyPublishers.ofString(change.toString()));
        resource.etag().ifPresent(etag -> request.header("If-Match", etag));
        send(request, false);
    }

    private HttpRequest.Builder request(String path) {
        var login = controller.user() + ":" + controller.password();
        return HttpRequest.newBuilder(within(path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("OData-Version", "4.0")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    /** Links lead to places on the same controller: the password goes nowhere else, whatever it says. */
    private URI within(String path) {
        try {
            var target = base.resolve(path);
            if (path.startsWith("/redfish/")
                    && base.getScheme().equals(target.getScheme())
                    && base.getRawAuthority().equals(target.getRawAuthority())) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            throw Failures.refused(controller.host(), "it names a place that is none")
                    .because(e);
        }
        throw Failures.refused(controller.host(), "it names a place that is not its own");
    }

    private record Answer(JsonNode body, Optional<String> etag) {}

    private Answer send(HttpRequest.Builder builder, boolean reading) {
        try {
            var response = http.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
            var text = text(response.body());
            if (response.statusCode() / 100 != 2) {
                throw Failures.refused(controller.host(), "status %d %s".formatted(response.statusCode(), why(text)));
            }
            return new Answer(parse(text), response.headers().firstValue("ETag"));
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            throw Failures.unreachable(controller.host(), e.toString()).because(e);
        } catch (IOException e) {
            throw (reading
                            ? Failures.unreachable(controller.host(), e.toString())
                            : Failures.lost(controller.host(), e.toString()))
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.lost(controller.host(), "the call was ended").because(e);
        }
    }

    private static String text(InputStream body) throws IOException {
        try (body) {
            var bytes = body.readNBytes(ANSWER_MAX + 1);
            if (bytes.length > ANSWER_MAX) {
                throw new IOException("an answer of more than %d bytes".formatted(ANSWER_MAX));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    /** Redfish's own words for what is wrong, or nothing. */
    private static String why(String text) {
        var error = parse(text).path("error");
        var extended =
                error.path("@Message.ExtendedInfo").path(0).path("Message").asText("");
        return extended.isEmpty() ? error.path("message").asText("") : extended;
    }
}
