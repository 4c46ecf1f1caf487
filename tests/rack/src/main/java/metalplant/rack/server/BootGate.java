package metalplant.rack.server;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the start-up storm: only so many servers boot at once, the others wait in the order in which they came. Every
 * server is in here at most once, so it never holds more than the rack.
 */
public final class BootGate {
    private final int bootingMax;
    private final Set<String> booting = new LinkedHashSet<>();
    private final Map<String, Runnable> queue = new LinkedHashMap<>();

    /** @param bootingMax at least 1 */
    public BootGate(int bootingMax) {
        if (bootingMax < 1) {
            throw new IllegalArgumentException("at least one server must be allowed to boot");
        }
        this.bootingMax = bootingMax;
    }

    /** Calls {@code turn} when the server may boot, at once if there is room. */
    void enter(String server, Runnable turn) {
        queue.put(server, turn);
        serve();
    }

    /** The server boots no longer, or waits no longer for its turn. Harmless if it did neither. */
    void leave(String server) {
        booting.remove(server);
        queue.remove(server);
        serve();
    }

    /** How many boot now. */
    public int booting() {
        return booting.size();
    }

    private void serve() {
        while (booting.size() < bootingMax && !queue.isEmpty()) {
            var next = queue.entrySet().iterator().next();
            queue.remove(next.getKey());
            booting.add(next.getKey());
            next.getValue().run();
        }
    }
}
