/** What the federation door does with each operation of the API: one row per operation. Start at {@link metalplant.router.table.Table}. */
@NullMarked
package metalplant.router.table;

import org.jspecify.annotations.NullMarked;
