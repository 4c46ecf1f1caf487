/**
 * The last complete lists of each other plant, on disk and without secrets, so that a plant that is away can still be read. Start at
 * {@link metalplant.router.snapshot.Snapshots}.
 */
@NullMarked
package metalplant.router.snapshot;

import org.jspecify.annotations.NullMarked;
