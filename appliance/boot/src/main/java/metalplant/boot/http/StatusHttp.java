package metalplant.boot.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.List;
import java.util.Optional;
import metalplant.boot.card.LeaseFile;
import metalplant.boot.dhcp.DhcpWatch;
import metalplant.boot.dhcp.ForeignServers;
import metalplant.boot.dhcp.Sightings;
import metalplant.boot.switches.SwitchHttp;

/** For the host alone: {@code /health}, and {@code /status} and {@code /switches} with what an operator should know. */
public final class StatusHttp implements HttpService {
    /** A DHCP server that should not answer; {@code mac} is empty if it is not known. */
    public record Foreign(String address, String mac, String how, String since) {}

    /** How the boot server is. */
    public record Document(
            int leases,
            int cards,
            long boots,
            long malformed,
            @JsonProperty("foreign_dhcp_servers") List<Foreign> foreignDhcpServers) {}

    private final LeaseFile leases;
    private final Sightings sightings;
    private final Boots boots;
    private final DhcpWatch watch;
    private final ForeignServers foreign;
    private final Optional<SwitchHttp> switches;

    public StatusHttp(
            LeaseFile leases,
            Sightings sightings,
            Boots boots,
            DhcpWatch watch,
            ForeignServers foreign,
            Optional<SwitchHttp> switches) {
        this.switches = switches;
        this.leases = leases;
        this.sightings = sightings;
        this.boots = boots;
        this.watch = watch;
        this.foreign = foreign;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/health", (_, response) -> response.send("HEALTHY\n"))
                .get(
                        "/status",
                        (_, response) -> response.header(HeaderNames.CONTENT_TYPE, "application/json")
                                .send(Answers.json(document())));
        switches.ifPresent(all -> rules.get(
                "/switches",
                (_, response) -> response.header(HeaderNames.CONTENT_TYPE, "application/json")
                        .send(Answers.json(all.document()))));
    }

    private Document document() {
        return new Document(
                leases.count(),
                sightings.count(),
                boots.count(),
                watch.malformed(),
                foreign.seen().stream()
                        .map(each -> new Foreign(
                                each.address().toString(),
                                each.mac(),
                                each.how(),
                                each.first().toString()))
                        .toList());
    }
}
