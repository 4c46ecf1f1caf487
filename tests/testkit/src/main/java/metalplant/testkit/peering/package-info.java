/** What peerings promise, whatever keeps them. */
@NullMarked
package metalplant.testkit.peering;

import org.jspecify.annotations.NullMarked;
