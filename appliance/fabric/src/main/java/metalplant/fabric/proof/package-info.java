/**
 * Shows on whatever machine it runs that random zones leak nothing, and how long a large fabric takes. Start at {@link
 * metalplant.fabric.proof.Proof}. Pure.
 */
@NullMarked
package metalplant.fabric.proof;

import org.jspecify.annotations.NullMarked;
