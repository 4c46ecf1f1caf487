/** What every store promises about provisioning events, and named examples of them. */
@NullMarked
package metalplant.testkit.event;

import org.jspecify.annotations.NullMarked;
