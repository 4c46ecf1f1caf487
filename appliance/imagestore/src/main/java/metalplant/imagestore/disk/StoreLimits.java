package metalplant.imagestore.disk;

/**
 * How much a store may hold.
 *
 * @param bytesMax of all contents together, those on their way included
 * @param imageMax of one file
 * @param reserve bytes that stay free on the disk whatever comes: the database lies there too
 */
public record StoreLimits(long bytesMax, long imageMax, long reserve) {
    public static final StoreLimits DEFAULT = new StoreLimits(200L << 30, 32L << 30, 4L << 30);

    public StoreLimits {
        if (bytesMax < 1 || imageMax < 1 || reserve < 0) {
            throw new IllegalArgumentException("limits of the image store are positive numbers of bytes");
        }
    }
}
