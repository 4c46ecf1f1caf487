/** Tests of plans: golden files and rules. */
@NullMarked
package metalplant.wireguard.plan;

import org.jspecify.annotations.NullMarked;
