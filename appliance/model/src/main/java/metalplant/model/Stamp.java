package metalplant.model;

import java.time.Instant;
import java.util.UUID;

/**
 * What every kept entity carries beside its content.
 *
 * @param uid id inside the plant and the federation; never changes, whatever the entity is called
 * @param home the plant that alone may write it; "" = this plant
 * @param version rises by one with every write; 0 = not stored yet
 * @param created when it was first stored
 * @param changed when it was last written
 */
public record Stamp(UUID uid, String home, long version, Instant created, Instant changed) {
    /** The stamp of an entity that is made now. */
    public static Stamp fresh(World world) {
        var now = world.now();
        return new Stamp(world.newId(), "", 0, now, now);
    }

    /** The stamp after one more write at {@code now}. */
    public Stamp next(Instant now) {
        return new Stamp(uid, home, version + 1, created, now);
    }

    /** The same version, changed at {@code now}; what a use case hands to a store that compares the version. */
    public Stamp changedAt(Instant now) {
        return new Stamp(uid, home, version, created, now);
    }

    /** The same, as a store returns it after writing version {@code newVersion}. */
    public Stamp withVersion(long newVersion) {
        return new Stamp(uid, home, newVersion, created, changed);
    }
}
