package metalplant.imagestore.source;

import java.time.Duration;
import metalplant.model.World;

/** So many bytes a second for all who share it, over every second or so. */
public final class Rate {
    private static final long SECOND = 1_000_000_000L;

    private final World world;
    private final long bytesPerSecond;
    private long freeAt;

    /** @param bytesPerSecond 0 for as many as there are */
    public Rate(World world, long bytesPerSecond) {
        this.world = world;
        this.bytesPerSecond = bytesPerSecond;
        this.freeAt = world.nanos();
    }

    /** Waits until so many bytes may pass. */
    public void take(int bytes) throws InterruptedException {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            world.pause(Duration.ofNanos(wait));
        }
    }

    private synchronized long reserve(int bytes) {
        long now = world.nanos();
        // What was not used is not saved up, so that there is no burst behind a pause.
        freeAt = Math.max(freeAt, now) + bytes * SECOND / bytesPerSecond;
        return freeAt - now - bytes * SECOND / bytesPerSecond;
    }
}
