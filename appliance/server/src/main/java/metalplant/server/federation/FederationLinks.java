package metalplant.server.federation;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.PeerHealth;
import metalplant.model.region.LinkSample;
import metalplant.model.region.Quorum;
import metalplant.server.region.ZoneLinks;
import metalplant.wire.federation.MeasureResponse;
import metalplant.wire.region.ZoneCheckLink;
import metalplant.wire.region.ZoneCheckResponse;

/** The members of the federation as places: what lies where, and how far they are from each other. */
final class FederationLinks implements ZoneLinks {
    private static final String UNKNOWN = "unknown";
    private static final double NANOS_PER_MILLI = 1e6;

    private final Supplier<Optional<FederationDesk>> desk;
    private final String ownLabel;

    /**
     * @param desk empty as long as this plant never had to do with another one
     * @param ownLabel until the ledger knows another one
     */
    FederationLinks(Supplier<Optional<FederationDesk>> desk, String ownLabel) {
        this.desk = desk;
        this.ownLabel = ownLabel;
    }

    /** What is known while this plant is a member. */
    private record Known(FederationDesk desk, PlantState state) {
        String label(PlantId plant) {
            return FederationPlants.name(state, plant);
        }

        List<PlantId> others() {
            return state.federation().members().living().stream()
                    .map(metalplant.federation.membership.Member::plant)
                    .filter(plant -> !plant.equals(state.me()))
                    .sorted(Comparator.comparing(this::label))
                    .toList();
        }

        Optional<InetSocketAddress> door(PlantId plant) {
            return desk.parts().reach.door(plant);
        }
    }

    private Optional<Known> known() {
        return desk.get()
                .flatMap(open -> open.parts()
                        .runner
                        .state()
                        .filter(state -> state.phase().inFederation())
                        .map(state -> new Known(open, state)));
    }

    @Override
    public String own() {
        return known().map(known -> known.label(known.state().me())).orElse(ownLabel);
    }

    @Override
    public List<Member> in(String zoneId) {
        return known().map(known -> in(known, zoneId)).orElse(List.of());
    }

    private static List<Member> in(Known known, String zoneId) {
        var members = new ArrayList<Member>();
        known.desk()
                .neighbours()
                .book()
                .zones()
                .all()
                .forEach((plant, zones) -> zones.forEach((partition, zone) -> {
                    if (zone.equals(zoneId)) {
                        members.add(new Member(partition, known.label(plant)));
                    }
                }));
        members.sort(Comparator.comparing(Member::partitionId));
        return List.copyOf(members);
    }

    @Override
    public Optional<Double> roundTrip(String plant) {
        return known().flatMap(known -> known.others().stream()
                .filter(other -> known.label(other).equals(plant))
                .findFirst()
                .flatMap(other -> Optional.ofNullable(
                                known.desk().parts().meters.health().get(other))
                        .flatMap(PeerHealth::rtt)
                        .map(rtt -> millis(rtt.toNanos()))));
    }

    /** What this plant measures to the other members, for whoever of them asks. */
    MeasureResponse measured() {
        return LinkGauge.toWire(known().map(this::own).orElse(Map.of()));
    }

    private Map<PlantId, LinkSample> own(Known known) {
        var doors = new TreeMap<PlantId, InetSocketAddress>();
        known.others().forEach(plant -> known.door(plant).ifPresent(door -> doors.put(plant, door)));
        return known.desk().parts().gauge.measure(doors);
    }

    @Override
    public ZoneCheckResponse check(Function<String, List<String>> zones, Predicate<String> counts) {
        return known().map(known -> check(known, zones, counts))
                .orElseGet(() ->
                        response(List.of(), List.of(), List.of("this plant is alone: there is no link to measure")));
    }

    private ZoneCheckResponse check(Known known, Function<String, List<String>> zones, Predicate<String> counts) {
        var links = new ArrayList<ZoneCheckLink>();
        var samples = new ArrayList<LinkSample>();
        var me = known.state().me();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var own = threads.submit(() -> own(known));
            var theirs = new TreeMap<PlantId, Future<Optional<MeasureResponse>>>();
            known.others().forEach(plant -> theirs.put(plant, threads.submit(() -> ask(known, plant))));
            var all = new ArrayList<>(known.others());
            all.add(me);
            all.sort(Comparator.comparing(known::label));
            for (var from : all) {
                for (var to : all) {
                    if (!from.equals(to) && counts.test(known.label(from)) && counts.test(known.label(to))) {
                        var sample = from.equals(me)
                                ? result(own).getOrDefault(to, LinkSample.NOTHING)
                                : reported(Optional.ofNullable(theirs.get(from)), to);
                        samples.add(sample);
                        links.add(link(known.label(from), known.label(to), zones, sample));
                    }
                }
            }
        }
        return response(links, samples, advice(links, zones));
    }

    private static Optional<MeasureResponse> ask(Known known, PlantId plant) {
        return known.door(plant)
                .flatMap(door ->
                        known.desk().parts().calls.get(plant, door, NeighbourTalk.MEASURE_PATH, MeasureResponse.class));
    }

    private static Map<PlantId, LinkSample> result(Future<Map<PlantId, LinkSample>> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        } catch (ExecutionException e) {
            return Map.of();
        }
    }

    private static LinkSample reported(Optional<Future<Optional<MeasureResponse>>> asked, PlantId to) {
        try {
            var said = asked.isPresent() ? asked.get().get() : Optional.<MeasureResponse>empty();
            return said.map(measured -> LinkGauge.sample(measured, to)).orElse(LinkSample.NOTHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LinkSample.NOTHING;
        } catch (ExecutionException e) {
            return LinkSample.NOTHING;
        }
    }

    private static ZoneCheckLink link(String from, String to, Function<String, List<String>> zones, LinkSample sample) {
        var both = new TreeSet<>(zones.apply(from));
        both.addAll(zones.apply(to));
        return new ZoneCheckLink(
                from,
                to,
                List.copyOf(both),
                sample.sent(),
                sample.sent() - sample.answered(),
                millis(sample.median().toNanos()),
                millis(sample.worst().toNanos()),
                millis(sample.jitter().toNanos()),
                word(Quorum.judge(sample)),
                sample.sent() == 0 ? "plant %s did not say what it measured to plant %s".formatted(from, to) : "");
    }

    private static List<String> advice(List<ZoneCheckLink> links, Function<String, List<String>> zones) {
        var advice = new ArrayList<String>();
        var all = new TreeSet<String>();
        links.forEach(link -> all.addAll(zones.apply(link.from())));
        if (all.size() == 2) {
            advice.add(
                    "two zones cannot outlive the loss of the one with the majority of an etcd quorum: put members into a third one");
        }
        if (links.isEmpty()) {
            advice.add("there are no two plants in these zones: there is no link to measure");
        }
        links.stream()
                .filter(link -> link.lost() > 0 && link.lost() < link.sent())
                .findFirst()
                .ifPresent(link -> advice.add(
                        "%d of %d echoes from %s to %s were lost: measure again, and look at the line if it stays"
                                .formatted(link.lost(), link.sent(), link.from(), link.to())));
        return List.copyOf(advice);
    }

    private static ZoneCheckResponse response(
            List<ZoneCheckLink> links, List<LinkSample> samples, List<String> advice) {
        var heartbeat = Quorum.heartbeat(samples);
        return new ZoneCheckResponse(
                samples.isEmpty() ? UNKNOWN : word(Quorum.judge(samples)),
                heartbeat.toMillis(),
                Quorum.election(heartbeat).toMillis(),
                links,
                advice);
    }

    private static String word(Quorum.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** In hundredths. */
    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 100) / 100.0;
    }
}
