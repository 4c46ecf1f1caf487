package metalplant.mesh.pairing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.model.World;

/** Who may come in now: so many at one time, so many in a minute, and fewer from one address than from all. */
final class Admission {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final PairingConfig config;
    private final World world;
    private final Deque<Entry> lately = new ArrayDeque<>();
    private final Map<String, Integer> inside = new HashMap<>();

    private record Entry(String from, long nanos) {}

    Admission(PairingConfig config, World world) {
        this.config = config;
        this.world = world;
    }

    /** Empty if it may come in, and then it has to {@link #leave}; otherwise why not. */
    synchronized Optional<String> enter(String from) {
        long now = world.nanos();
        while (!lately.isEmpty() && now - lately.getFirst().nanos() > MINUTE) {
            lately.removeFirst();
        }
        long fromOne =
                lately.stream().filter(entry -> entry.from().equals(from)).count();
        if (lately.size() >= config.perMinute() || fromOne >= config.perMinuteFromOne()) {
            return Optional.of("too many connections, try again in a minute");
        }
        int all = inside.values().stream().mapToInt(Integer::intValue).sum();
        int mine = inside.getOrDefault(from, 0);
        if (all >= config.atOnce() || mine >= Math.max(1, config.atOnce() / 2)) {
            return Optional.of("somebody else is being served, try again in half a minute");
        }
        lately.addLast(new Entry(from, now));
        inside.merge(from, 1, Integer::sum);
        return Optional.empty();
    }

    synchronized void leave(String from) {
        inside.computeIfPresent(from, (_, count) -> count > 1 ? count - 1 : null);
    }
}
