package metalplant.model.order;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Deals machines out to zones. The zone with the fewest gets the next one, and in it the partition with the fewest; ties go to the lower id. */
public final class Spread {
    private Spread() {}

    /**
     * Plans an order.
     *
     * @param zones that count; empty = all of {@code places}
     * @param silent labels of plants that did not say what they have
     * @return a place for each machine; fewer than {@code count} only by best effort, and at least one
     * @throws Problem NO_MACHINE_WAITING that says what is free where
     */
    public static List<Place> plan(
            Rule rule, int count, Collection<String> zones, Collection<Place> places, Collection<String> silent) {
        var wanted = wanted(zones, places);
        var dealt = deal(count, wanted, places);
        boolean enough = rule == Rule.STRICT
                ? dealt.size() == count && isEven(wanted, dealt) && isWhole(zones, silent)
                : !dealt.isEmpty();
        if (!enough) {
            throw refusal(rule, count, wanted, places, silent);
        }
        return dealt;
    }

    /**
     * Another place for one machine whose place turned out to be none.
     *
     * @param taken where the others of the order are or will be
     * @param tried partitions that were tried for this one
     */
    public static Optional<Place> instead(Collection<Place> places, Collection<Place> taken, Collection<String> tried) {
        var left = places.stream()
                .filter(place -> !tried.contains(place.partition()))
                .toList();
        return next(wanted(List.of(), left), left, taken);
    }

    private static SortedMap<String, List<Place>> wanted(Collection<String> zones, Collection<Place> places) {
        var wanted = new TreeMap<String, List<Place>>();
        zones.forEach(zone -> wanted.put(zone, new ArrayList<>()));
        for (var place : places) {
            boolean counts = zones.isEmpty() ? !place.zone().isEmpty() : wanted.containsKey(place.zone());
            if (counts) {
                wanted.computeIfAbsent(place.zone(), _ -> new ArrayList<>()).add(place);
            }
        }
        return wanted;
    }

    private static List<Place> deal(int count, SortedMap<String, List<Place>> zones, Collection<Place> places) {
        var dealt = new ArrayList<Place>();
        while (dealt.size() < count) {
            var next = next(zones, places, dealt);
            if (next.isEmpty()) {
                break;
            }
            dealt.add(next.get());
        }
        return List.copyOf(dealt);
    }

    private static Optional<Place> next(
            SortedMap<String, List<Place>> zones, Collection<Place> places, Collection<Place> taken) {
        return places.stream()
                .filter(place -> zones.containsKey(place.zone()))
                .filter(place -> place.usable() > in(place.partition(), taken))
                .min(Comparator.comparing((Place place) -> inZone(place.zone(), taken))
                        .thenComparing(Place::zone)
                        .thenComparing(place -> in(place.partition(), taken))
                        .thenComparing(Place::partition));
    }

    private static long in(String partition, Collection<Place> taken) {
        return taken.stream()
                .filter(place -> place.partition().equals(partition))
                .count();
    }

    private static long inZone(String zone, Collection<Place> taken) {
        return taken.stream().filter(place -> place.zone().equals(zone)).count();
    }

    private static boolean isEven(SortedMap<String, List<Place>> zones, List<Place> dealt) {
        var counts =
                zones.keySet().stream().mapToLong(zone -> inZone(zone, dealt)).summaryStatistics();
        return counts.getMax() - counts.getMin() <= 1;
    }

    /** Without names all zones are meant, and a plant that is not heard of may have one. */
    private static boolean isWhole(Collection<String> zones, Collection<String> silent) {
        return !zones.isEmpty() || silent.isEmpty();
    }

    private static Problem refusal(
            Rule rule,
            int count,
            SortedMap<String, List<Place>> zones,
            Collection<Place> places,
            Collection<String> silent) {
        var free = zones.entrySet().stream().map(Spread::words).collect(Collectors.joining("; "));
        var text = new StringBuilder("%d machines cannot be had %s; free are: %s"
                .formatted(
                        count,
                        rule == Rule.STRICT ? "spread evenly over these zones" : "in any of these zones",
                        free.isEmpty() ? "none, no partition lies in a zone" : free));
        var outside = places.stream()
                .filter(place -> place.zone().isEmpty())
                .map(Place::partition)
                .sorted()
                .toList();
        if (!outside.isEmpty()) {
            text.append("; in no zone, so not used: ").append(String.join(", ", outside));
        }
        if (!silent.isEmpty()) {
            text.append("; not heard of: plant ").append(String.join(", ", silent));
            text.append(rule == Rule.STRICT ? ", name the zones that shall do without it" : "");
        }
        return Problem.of(ProblemCode.NO_MACHINE_WAITING, text.toString());
    }

    private static String words(Map.Entry<String, List<Place>> zone) {
        var partitions = zone.getValue().stream()
                .sorted(Comparator.comparing(Place::partition))
                .map(Place::words)
                .collect(Collectors.joining(", "));
        return "%s: %s".formatted(zone.getKey(), partitions.isEmpty() ? "no partition that answers" : partitions);
    }
}
