/** Sizes, what is reserved of them, and which images they can run. Start at {@link metalplant.core.size.Sizes}. */
@NullMarked
package metalplant.core.size;

import org.jspecify.annotations.NullMarked;
