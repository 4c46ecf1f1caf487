/**
 * What the door knows of the plants behind it. {@link metalplant.router.plants.Plants} is told from outside (by the ledger, or by a file); the
 * {@link metalplant.router.plants.Directory} is learned from answers and only ever a hint.
 */
@NullMarked
package metalplant.router.plants;

import org.jspecify.annotations.NullMarked;
