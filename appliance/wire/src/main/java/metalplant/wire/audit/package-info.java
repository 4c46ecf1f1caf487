/**
 * Bodies of the audit operations.
 */
@NullMarked
package metalplant.wire.audit;

import org.jspecify.annotations.NullMarked;
