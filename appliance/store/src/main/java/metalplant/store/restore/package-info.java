/** Which life of the plant a database belongs to. */
@NullMarked
package metalplant.store.restore;

import org.jspecify.annotations.NullMarked;
