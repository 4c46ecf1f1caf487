package metalplant.wireguard.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Which addresses the host's routes and neighbours say are alive. Reads only; needs {@code ip} and no root. */
public final class HostTables {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A neighbour that was confirmed as lately as this counts, whatever the kernel calls it now. */
    private static final long CONFIRMED_SECONDS_MAX = 900;

    /** Routes that lead nowhere, which is what a withdrawn block looks like, and those that the kernel makes of its own addresses. */
    private static final Set<String> NOWHERE =
            Set.of("blackhole", "unreachable", "prohibit", "throw", "broadcast", "multicast", "anycast");

    /** Made by hand or given up: they tell nothing of who is there. */
    private static final Set<String> NO_EVIDENCE = Set.of("FAILED", "INCOMPLETE", "NOARP", "PERMANENT", "NONE");

    private static final int WORD_MAX = 32;

    private final Commands commands;

    public HostTables(Commands commands) {
        this.commands = commands;
    }

    /**
     * An address that answered, or a route that somebody announces or set.
     *
     * @param where such as {@code neighbour on eth0}
     */
    public record Alive(Cidr cidr, String where) {}

    /** Everything alive inside of this prefix, and nothing that covers more than it. @throws Problem MESH_TOOL_FAILED */
    public List<Alive> within(Cidr prefix) {
        var list = new ArrayList<Alive>();
        for (var route : ask("route", "show", "table", "all", "root", prefix.toString())) {
            route(route).stream().filter(alive -> prefix.contains(alive.cidr())).forEach(list::add);
        }
        for (var neighbour : ask("neigh", "show", "to", prefix.toString())) {
            neighbour(neighbour).stream()
                    .filter(alive -> prefix.contains(alive.cidr()))
                    .forEach(list::add);
        }
        return list;
    }

    private static List<Alive> route(JsonNode route) {
        if (NOWHERE.contains(route.path("type").asText("unicast"))) {
            return List.of();
        }
        return target(route).stream()
                .map(cidr -> new Alive(
                        cidr,
                        "route to %s, %s, by %s"
                                .formatted(cidr, device(route), word(route.path("protocol"), "the kernel"))))
                .toList();
    }

    private static List<Alive> neighbour(JsonNode neighbour) {
        boolean tellsNothing =
                neighbour.path("state").valueStream().anyMatch(state -> NO_EVIDENCE.contains(state.asText()));
        boolean now = neighbour
                .path("state")
                .valueStream()
                .anyMatch(state -> state.asText().equals("REACHABLE"));
        boolean lately = neighbour.path("confirmed").asLong(Long.MAX_VALUE) <= CONFIRMED_SECONDS_MAX;
        if (tellsNothing || (!now && !lately)) {
            return List.of();
        }
        return target(neighbour).stream()
                .map(cidr -> new Alive(
                        cidr,
                        "neighbour %s, %s, at %s"
                                .formatted(
                                        cidr.first(),
                                        device(neighbour),
                                        word(neighbour.path("lladdr"), "no hardware address"))))
                .toList();
    }

    private static List<Cidr> target(JsonNode row) {
        var text = row.path("dst").asText();
        return Cidr.tryParse(text).or(() -> IpAddress.tryParse(text).map(IpAddress::asHost)).stream()
                .toList();
    }

    private static String device(JsonNode row) {
        return "device " + word(row.path("dev"), "unknown");
    }

    /** What a name of a device or protocol may bring along must not make a text unprintable or long. */
    private static String word(JsonNode node, String otherwise) {
        var text = node.asText("").replaceAll("[^\\x21-\\x7e]", "?");
        return text.isEmpty() ? otherwise : text.substring(0, Math.min(WORD_MAX, text.length()));
    }

    private JsonNode ask(String... question) {
        var prefix = question[question.length - 1];
        var words = new ArrayList<>(List.of("ip", "-j", "-s", prefix.contains(":") ? "-6" : "-4"));
        words.addAll(List.of(question));
        var output = commands.run(words, "");
        if (!output.isGood()) {
            throw odd("it ended with %d".formatted(output.status()));
        }
        try {
            var answer = JSON.readTree(output.text().isBlank() ? "[]" : output.text());
            if (!answer.isArray()) {
                throw odd("it is no list");
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw odd("it is no JSON").because(e);
        }
    }

    private static Problem odd(String why) {
        return Problem.of(ProblemCode.MESH_TOOL_FAILED, "the routes and neighbours of the host cannot be read: " + why);
    }
}
