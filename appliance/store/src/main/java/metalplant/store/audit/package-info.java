/** What was done and by whom. */
@NullMarked
package metalplant.store.audit;

import org.jspecify.annotations.NullMarked;
