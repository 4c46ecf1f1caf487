/** What decides which routes go where on one switch, as values and as FRR's text. Start at {@link metalplant.fabric.policy.SwitchPolicy}. */
@NullMarked
package metalplant.fabric.policy;

import org.jspecify.annotations.NullMarked;
