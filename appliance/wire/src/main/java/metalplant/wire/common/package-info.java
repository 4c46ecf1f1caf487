/**
 * Bodies that belong to no feature: errors, health, version, the caller. Start at {@link HttpErrorResponse}, the
 * only body with an unusual encoding.
 */
@NullMarked
package metalplant.wire.common;

import org.jspecify.annotations.NullMarked;
