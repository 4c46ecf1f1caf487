package metalplant.server.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import metalplant.core.order.OrderPlants.Seen;
import metalplant.model.order.Place;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.server.order.PlantAsk.Said;
import metalplant.wire.Absent;
import metalplant.wire.WireJson;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineAllocationNetwork;

/** Asks all plants at once what they have for an order: their partitions, what is free in them, and the project's networks there. */
final class PlaceSurvey {
    private final PlantLines lines;
    private final PlantAsk ask;
    private final MachineAllocateRequest template;
    private final Set<String> named;

    PlaceSurvey(PlantLines lines, PlantAsk ask, MachineAllocateRequest template) {
        this.lines = lines;
        this.ask = ask;
        this.template = template;
        this.named = new TreeSet<>(Absent.toEmpty(template.networks()).stream()
                .map(MachineAllocationNetwork::networkId)
                .toList());
    }

    /** What one plant said. */
    private record Part(JsonNode partitions, JsonNode capacities, JsonNode networks) {}

    Seen seen() {
        var places = new ArrayList<Place>();
        var silent = new ArrayList<String>();
        var ofPartitions = new TreeSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Map.Entry<String, Future<Optional<Part>>>>();
            lines.all()
                    .forEach(line -> asked.add(Map.entry(
                            line.plant().label(), threads.submit((Callable<Optional<Part>>) () -> part(line)))));
            for (var each : asked) {
                var part = result(each.getValue());
                if (part.isEmpty()) {
                    silent.add(each.getKey());
                } else {
                    places.addAll(places(each.getKey(), part.get()));
                    nodeNetworks(part.get()).forEach(network -> ofPartitions.add(id(network)));
                }
            }
        }
        return new Seen(WireJson.text(SlotBody.without(template, ofPartitions)), places, silent);
    }

    private static Optional<Part> result(Future<Optional<Part>> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }

    /** Empty if one of the three was not answered. */
    private Optional<Part> part(PlantLine line) {
        var project = Absent.toText(template.projectId());
        var size = Absent.toText(template.sizeId());
        return list(ask.read(line, "GET", "/v1/partition", ""))
                .flatMap(partitions -> list(ask.read(
                                line,
                                "POST",
                                "/v1/partition/capacity",
                                WireJson.text(Map.of("sizeid", size, "projectid", project))))
                        .flatMap(capacities -> list(ask.read(
                                        line, "POST", "/v1/network/find", WireJson.text(Map.of("projectid", project))))
                                .map(networks -> new Part(partitions, capacities, networks))));
    }

    private static Optional<JsonNode> list(Said said) {
        return said instanceof Said.Answer(int status, var body) && status < 300
                ? Optional.of(OrderTalk.json(body)).filter(JsonNode::isArray)
                : Optional.empty();
    }

    private List<Place> places(String plant, Part part) {
        var free = free(part.capacities());
        var networks = nodeNetworks(part);
        return stream(part.partitions())
                .map(partition -> place(plant, partition, free.getOrDefault(id(partition), 0), networks))
                .toList();
    }

    private Map<String, Integer> free(JsonNode capacities) {
        var free = new HashMap<String, Integer>();
        stream(capacities)
                .forEach(capacity -> stream(capacity.path("servers"))
                        .filter(server -> server.path("size").asText().equals(template.sizeId()))
                        .forEach(server ->
                                free.put(id(capacity), server.path("free").asInt())));
        return free;
    }

    /** Networks in which machines of the project can be: its own and private ones. */
    private static List<JsonNode> nodeNetworks(Part part) {
        return stream(part.networks())
                .filter(network -> !network.path("partitionid").asText().isEmpty()
                        && !network.path("privatesuper").asBoolean()
                        && !network.path("underlay").asBoolean()
                        && !network.path("parentnetworkid").asText("").isEmpty())
                .toList();
    }

    private Place place(String plant, JsonNode partition, int free, List<JsonNode> networks) {
        var here = networks.stream()
                .filter(network -> network.path("partitionid").asText().equals(id(partition)))
                .map(PlaceSurvey::id)
                .toList();
        var wanted = here.stream().filter(named::contains).toList();
        var chosen = wanted.isEmpty() ? here : wanted;
        var zone = partition.path("zoneid").asText();
        return chosen.size() == 1
                ? new Place(plant, zone, id(partition), chosen.getFirst(), free, "")
                : new Place(plant, zone, id(partition), "", free, unfit(chosen));
    }

    private static String unfit(List<String> networks) {
        return networks.isEmpty()
                ? "the project has no network there: allocate one"
                : "the project has the networks %s there: name one".formatted(String.join(", ", networks));
    }

    private static String id(JsonNode node) {
        return node.path("id").asText();
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
