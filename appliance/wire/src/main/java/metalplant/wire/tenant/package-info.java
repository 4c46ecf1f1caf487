/**
 * Bodies of the tenant operations. Everything empty is left out.
 */
@NullMarked
package metalplant.wire.tenant;

import org.jspecify.annotations.NullMarked;
