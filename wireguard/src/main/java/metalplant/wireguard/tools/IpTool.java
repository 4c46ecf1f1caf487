package metalplant.wireguard.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.observe.Argv;
import metalplant.wireguard.observe.Observation.SeenLink;
import metalplant.wireguard.observe.Observation.SeenRoute;
import metalplant.wireguard.plan.Link;

/** Asks {@code ip} what there is. */
final class IpTool {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Commands commands;

    IpTool(Commands commands) {
        this.commands = commands;
    }

    boolean loopbackIsUp() {
        return interfaces().filter(link -> name(link).equals("lo")).anyMatch(IpTool::isUp);
    }

    /** Interfaces of the mesh, without what WireGuard says of them. */
    SortedMap<String, SeenLink> links() {
        var links = new TreeMap<String, SeenLink>();
        interfaces()
                .filter(link -> name(link).startsWith(Link.PREFIX))
                .forEach(link -> links.put(
                        name(link), new SeenLink(isUp(link), link.path("mtu").asInt(), Optional.empty())));
        return links;
    }

    /** Addresses of the loopback interface that lie inside {@code overlay}. */
    SortedSet<IpAddress> addresses(Cidr overlay) {
        var addresses = new TreeSet<IpAddress>();
        for (var link : ask("-6", "addr", "show", "dev", "lo")) {
            for (var info : link.path("addr_info")) {
                IpAddress.tryParse(info.path("local").asText())
                        .filter(overlay::contains)
                        .ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    /** Routes with our mark. */
    List<SeenRoute> routes() {
        var routes = new ArrayList<SeenRoute>();
        for (var route : ask("-6", "route", "show", "proto", Argv.ROUTE_MARK)) {
            routes.add(new SeenRoute(
                    target(route.path("dst").asText()),
                    route.path("type").asText().equals("unreachable")
                            ? Optional.empty()
                            : Optional.of(route.path("dev").asText()),
                    route.path("metric").asInt(),
                    IpAddress.tryParse(route.path("prefsrc").asText())));
        }
        return routes;
    }

    private static Cidr target(String text) {
        return Cidr.tryParse(text.equals("default") ? "::/0" : text)
                .or(() -> IpAddress.tryParse(text).map(IpAddress::asHost))
                .orElseThrow(() -> odd("a route has no target"));
    }

    private java.util.stream.Stream<JsonNode> interfaces() {
        return ask("link", "show").valueStream();
    }

    private static String name(JsonNode link) {
        return link.path("ifname").asText();
    }

    private static boolean isUp(JsonNode link) {
        return link.path("flags").valueStream().anyMatch(flag -> flag.asText().equals("UP"));
    }

    private JsonNode ask(String... question) {
        var words = new ArrayList<>(List.of("ip", "-j"));
        words.addAll(List.of(question));
        var text = commands.mustRun(words, "");
        try {
            var answer = JSON.readTree(text.isBlank() ? "[]" : text);
            if (!answer.isArray()) {
                throw odd("it is no list");
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw odd("it is no JSON").because(e);
        }
    }

    private static Problem odd(String why) {
        return Problem.of(ProblemCode.MESH_TOOL_FAILED, "the answer of ip is not understood: " + why);
    }
}
