/**
 * The recovery key of a plant: made once and shown once as words, of which only the public half is kept. Start at
 * {@link metalplant.mesh.recovery.RecoveryCard}.
 */
@NullMarked
package metalplant.mesh.recovery;

import org.jspecify.annotations.NullMarked;
