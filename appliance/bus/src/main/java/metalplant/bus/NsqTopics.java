package metalplant.bus;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import metalplant.model.Lazy;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Makes topics, over nsqd's HTTP port. Nothing it answers is read but the status. */
final class NsqTopics {
    private static final int OK = 200;

    private final NsqConfig config;
    private final Lazy<HttpClient> client;

    NsqTopics(NsqConfig config) {
        this.config = config;
        this.client = new Lazy<>(() -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(config.timings().connect())
                .build());
    }

    /** Making a topic twice is making it once, so an answer that got lost needs no other treatment than a refusal. */
    void ensure(String topic) {
        try {
            var answer = client.get().send(request(topic), BodyHandlers.ofInputStream());
            // closed unread: a body without end must not hold us
            answer.body().close();
            if (answer.statusCode() != OK) {
                throw notMade(topic, "nsqd answers " + answer.statusCode());
            }
        } catch (IOException e) {
            throw notMade(topic, "nsqd cannot be reached at its HTTP port").because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notMade(topic, "interrupted").because(e);
        }
    }

    void close() {
        client.ifMade().ifPresent(HttpClient::shutdownNow);
    }

    private HttpRequest request(String topic) {
        return HttpRequest.newBuilder(uri(config.http(), topic))
                .timeout(config.timings().answer())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static URI uri(InetSocketAddress http, String topic) {
        var host = http.getHostString();
        return URI.create("http://%s:%s/topic/create?topic=%s"
                .formatted(
                        host.contains(":") ? "[" + host + "]" : host,
                        Integer.toString(http.getPort()),
                        URLEncoder.encode(topic, StandardCharsets.UTF_8)));
    }

    private static Problem notMade(String topic, String reason) {
        return Problem.of(
                        ProblemCode.BUS_UNAVAILABLE,
                        "the message bus did not confirm the topic %s: %s".formatted(topic, reason))
                .with("topic", topic);
    }
}
