/** What stores of firmware promise. */
@NullMarked
package metalplant.testkit.firmware;

import org.jspecify.annotations.NullMarked;
