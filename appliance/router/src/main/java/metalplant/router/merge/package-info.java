/** Lists of several plants become one, row by row, without being held in memory. Start at {@link metalplant.router.merge.Merge}. */
@NullMarked
package metalplant.router.merge;

import org.jspecify.annotations.NullMarked;
