/** What became of writes that came from other plants. */
@NullMarked
package metalplant.store.peer;

import org.jspecify.annotations.NullMarked;
