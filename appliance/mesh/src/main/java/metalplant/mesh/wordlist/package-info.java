/** Keys as words on paper. Start at {@link metalplant.mesh.wordlist.RecoveryWords}. */
@NullMarked
package metalplant.mesh.wordlist;

import org.jspecify.annotations.NullMarked;
