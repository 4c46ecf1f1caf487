/** {@code plantctl reconcile} and {@code plantctl restored}: what an operator says after something was put back. */
@NullMarked
package metalplant.cli.restore;

import org.jspecify.annotations.NullMarked;
