package metalplant.server.federation;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metalplant.federation.value.PlantId;
import metalplant.model.World;
import metalplant.model.region.LinkSample;
import metalplant.wire.federation.MeasureResponse;

/**
 * Measures how long it takes to other members and back: small questions over one open connection each, so that both plants' work is in it, which
 * is what a database between them would see too. One measurement at a time; whoever asks soon after another gets the same.
 */
final class LinkGauge {
    private static final int ECHOES = 20;
    private static final int SILENT_AFTER = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** Below the patience of whoever asks for it. */
    private static final Duration WHOLE = Duration.ofSeconds(3);

    private final PeerCalls calls;
    private final World world;
    private Map<PlantId, LinkSample> last = Map.of();
    private long measuredAt;
    private boolean measured;

    LinkGauge(PeerCalls calls, World world) {
        this.calls = calls;
        this.world = world;
    }

    /** @param doors of the members to be measured */
    synchronized Map<PlantId, LinkSample> measure(Map<PlantId, InetSocketAddress> doors) {
        boolean fresh = measured && world.nanos() - measuredAt < FRESH.toNanos();
        if (fresh && last.keySet().equals(doors.keySet())) {
            return last;
        }
        var samples = new TreeMap<PlantId, LinkSample>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new TreeMap<PlantId, Future<LinkSample>>();
            doors.forEach((plant, door) -> asked.put(plant, threads.submit(() -> sample(plant, door))));
            asked.forEach((plant, sample) -> samples.put(plant, result(sample)));
        }
        last = Map.copyOf(samples);
        measuredAt = world.nanos();
        measured = true;
        return last;
    }

    private static LinkSample result(Future<LinkSample> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LinkSample.NOTHING;
        } catch (java.util.concurrent.ExecutionException e) {
            return LinkSample.NOTHING;
        }
    }

    private LinkSample sample(PlantId plant, InetSocketAddress door) throws InterruptedException {
        long end = world.nanos() + WHOLE.toNanos();
        var trips = new ArrayList<Duration>();
        int sent = 0;
        // The first one may have to open the connection.
        calls.answers(plant, door, NeighbourTalk.ECHO_PATH, PATIENCE);
        while (sent < ECHOES && world.nanos() < end && !(sent >= SILENT_AFTER && trips.isEmpty())) {
            long began = world.nanos();
            boolean answered = calls.answers(plant, door, NeighbourTalk.ECHO_PATH, PATIENCE);
            sent++;
            if (answered) {
                trips.add(Duration.ofNanos(world.nanos() - began));
            }
            world.pause(BETWEEN);
        }
        return LinkSample.of(sent, trips);
    }

    static MeasureResponse toWire(Map<PlantId, LinkSample> samples) {
        return new MeasureResponse(new TreeMap<>(samples)
                .entrySet().stream()
                        .map(each -> new MeasureResponse.Link(
                                each.getKey().text(),
                                each.getValue().sent(),
                                each.getValue().answered(),
                                each.getValue().median().toNanos(),
                                each.getValue().worst().toNanos(),
                                each.getValue().jitter().toNanos()))
                        .toList());
    }

    /** What another plant says of its link to one plant; nothing if that makes no sense. */
    static LinkSample sample(MeasureResponse said, PlantId to) {
        return said.links().stream()
                .filter(link -> link.plant().equals(to.text()))
                .filter(link -> link.sent() >= 0
                        && link.sent() <= ECHOES
                        && link.answered() >= 0
                        && link.answered() <= link.sent()
                        && link.medianNanos() >= 0
                        && link.jitterNanos() >= 0
                        && link.worstNanos() >= link.medianNanos())
                .findFirst()
                .map(link -> new LinkSample(
                        link.sent(),
                        link.answered(),
                        Duration.ofNanos(link.medianNanos()),
                        Duration.ofNanos(link.worstNanos()),
                        Duration.ofNanos(link.jitterNanos())))
                .orElse(LinkSample.NOTHING);
    }
}
