package metalplant.router;

import java.nio.file.Path;
import java.time.Duration;
import metalplant.router.exchange.Waits;
import metalplant.router.snapshot.Snapshots;

/**
 * What a door needs to be told beside its plants.
 *
 * @param basePath what stands before {@code v1} at this door, starting and ending with a slash
 * @param folder for snapshots and large lists on their way
 * @param waits bounds of time and number for each plant
 * @param directoryMax ids whose plant is remembered
 * @param answerMaxBytes of one plant's part of a list
 * @param snapshots bounds of what is kept
 * @param snapshotEvery rest between two rounds of snapshots
 */
public record RouterConfig(
        String basePath,
        Path folder,
        Waits waits,
        int directoryMax,
        long answerMaxBytes,
        Snapshots.Limits snapshots,
        Duration snapshotEvery) {

    /** The usual bounds. */
    public static RouterConfig of(String basePath, Path folder) {
        return new RouterConfig(
                basePath,
                folder,
                Waits.DEFAULT,
                100_000,
                256L * 1024 * 1024,
                Snapshots.Limits.DEFAULT,
                Duration.ofMinutes(5));
    }
}
