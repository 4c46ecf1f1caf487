package metalplant.imagestore.disk;

/**
 * What a store holds and may hold.
 *
 * @param bytes of all contents, each counted once
 * @param drafts bytes that are on their way
 * @param free of the disk it lies on
 */
public record Room(long bytes, long drafts, long free, StoreLimits limits) {
    /** How many bytes may still come. */
    public long left() {
        return Math.max(0, Math.min(limits.bytesMax() - bytes - drafts, free - limits.reserve()));
    }
}
