package metalplant.boot.dhcp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.model.World;

/**
 * Which machine a network card said that it is in, and when the plant was told last. Cards and ids are free inventions of whoever sends
 * them, so there is an end to what is remembered and to how many new ones are believed in a minute: each makes a machine in the plant.
 */
public final class Sightings {
    private static final int CARDS_MAX = 4096;
    private static final int NEW_IN_A_MINUTE_MAX = 200;
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** Firmware, its second stage and the script ask within this time for one boot. */
    private static final Duration TOLD_AGAIN_AFTER = Duration.ofSeconds(30);

    private record Sighting(String machineId, long seen, long told) {}

    private final World world;
    private final Map<String, Sighting> byMac = new LinkedHashMap<>(16, 0.75f, true);
    private long minute;
    private int newInMinute;

    public Sightings(World world) {
        this.world = world;
        this.minute = world.nanos();
    }

    /** Whether the plant should be told: the first time, and again with the next boot. A card that is too much is forgotten. */
    public synchronized boolean saw(String mac, String machineId) {
        long now = world.nanos();
        var before = byMac.get(mac);
        if (before != null && before.machineId().equals(machineId)) {
            boolean tells = now - before.told() >= TOLD_AGAIN_AFTER.toNanos();
            byMac.put(mac, new Sighting(machineId, now, tells ? now : before.told()));
            return tells;
        }
        if (!believes(now)) {
            return false;
        }
        byMac.put(mac, new Sighting(machineId, now, now));
        if (byMac.size() > CARDS_MAX) {
            byMac.remove(byMac.keySet().iterator().next());
        }
        return true;
    }

    /** The machine that this card said to be in during the last hour. */
    public synchronized Optional<String> machineOf(String mac) {
        return Optional.ofNullable(byMac.get(mac))
                .filter(found -> world.nanos() - found.seen() < REMEMBERED.toNanos())
                .map(Sighting::machineId);
    }

    /** How many cards are remembered. */
    public synchronized int count() {
        return byMac.size();
    }

    private boolean believes(long now) {
        if (now - minute >= Duration.ofMinutes(1).toNanos()) {
            minute = now;
            newInMinute = 0;
        }
        newInMinute++;
        return newInMinute <= NEW_IN_A_MINUTE_MAX;
    }
}
