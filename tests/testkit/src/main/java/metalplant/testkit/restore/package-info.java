/** What a restored plant promises, on whatever store. */
@NullMarked
package metalplant.testkit.restore;

import org.jspecify.annotations.NullMarked;
