/** {@code plantctl machine}: several machines at once, spread over zones. */
@NullMarked
package metalplant.cli.order;

import org.jspecify.annotations.NullMarked;
