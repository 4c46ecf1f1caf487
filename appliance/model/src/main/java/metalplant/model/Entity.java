package metalplant.model;

/** Something with a caller-chosen id that is kept under optimistic locking. */
public interface Entity<E extends Entity<E>> {
    String id();

    Stamp stamp();

    /** The same content under another stamp. */
    E withStamp(Stamp stamp);

    /** The same content, changed at {@code world.now()}; the version stays what was read, the store compares it. */
    default E touched(World world) {
        var old = stamp();
        return withStamp(new Stamp(old.uid(), old.home(), old.version(), old.created(), world.now()));
    }
}
