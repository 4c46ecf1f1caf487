package metalplant.bootstrap.plantd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import metalplant.plan.DhcpConfig;

/** Asks the boot server which foreign DHCP servers it sees, and puts them into the status of the plant. */
final class ForeignDhcp {
    private static final String NOTE = "foreign-dhcp";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int SIZE_MAX = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI STATUS = URI.create("http://127.0.0.1:%d/status".formatted(DhcpConfig.SCRIPTS));

    private final Box box;
    private final URI status;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    ForeignDhcp(Box box) {
        this(box, STATUS);
    }

    /** @param status of the boot server */
    ForeignDhcp(Box box, URI status) {
        this.box = box;
        this.status = status;
    }

    /** A boot server that does not answer says nothing: whether it runs is its unit's to say. */
    void look() {
        if (!Files.exists(box.host().environment("plant-boot"))) {
            return;
        }
        try {
            var answer = client.send(
                    HttpRequest.newBuilder(status).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                tell(JSON.readTree(body.readNBytes(SIZE_MAX)).path("foreign_dhcp_servers"));
            }
        } catch (IOException _) {
            box.warnings().clear(NOTE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(JsonNode servers) {
        var named = new ArrayList<String>();
        servers.forEach(each -> {
            var mac = each.path("mac").asText();
            named.add("%s (card %s, %s)"
                    .formatted(
                            each.path("address").asText(),
                            mac.isEmpty() ? "unknown" : mac,
                            each.path("how").asText()));
        });
        if (named.isEmpty()) {
            box.warnings().clear(NOTE);
        } else {
            box.warnings()
                    .set(
                            NOTE,
                            "a foreign DHCP server answers: %s; find that card and take it off, or let it be the one that gives addresses (networks.pxe.dhcp-server, networks.management.controllers: none)"
                                    .formatted(String.join(", ", named)));
        }
    }
}
