package metalplant.router.plants;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.router.table.Entity;

/**
 * Which plant was last seen to have an id. A hint: it saves asking everybody, and a plant that says 404 proves it wrong. Bounded; what was
 * not used for longest is forgotten first.
 */
public final class Directory {
    private static final int ID_LENGTH_MAX = 128;

    private final Map<Key, String> known;

    private record Key(Entity entity, String id) {}

    /** @param entriesMax about 200 bytes each */
    public Directory(int entriesMax) {
        this.known = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
                return size() > entriesMax;
            }
        };
    }

    /** Where it was seen last. */
    public synchronized Optional<String> find(Entity entity, String id) {
        return Optional.ofNullable(known.get(new Key(entity, id)));
    }

    /** It is there. Ids longer than any real one are not worth the memory. */
    public synchronized void learn(Entity entity, String id, String plant) {
        if (!id.isEmpty() && id.length() <= ID_LENGTH_MAX) {
            known.put(new Key(entity, id), plant);
        }
    }

    /** It is not there, or not there any more; a newer finding elsewhere stays. */
    public synchronized void forget(Entity entity, String id, String plant) {
        known.remove(new Key(entity, id), plant);
    }

    public synchronized int size() {
        return known.size();
    }
}
