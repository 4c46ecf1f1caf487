/** Whether a URL that an operator gave can be fetched. */
@NullMarked
package metalplant.core.url;

import org.jspecify.annotations.NullMarked;
