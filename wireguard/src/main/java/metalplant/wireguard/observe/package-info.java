/** What the machine looks like, read from the texts of its tools, and what separates it from the plan. Pure. Start at {@link metalplant.wireguard.observe.Diff}. */
@NullMarked
package metalplant.wireguard.observe;

import org.jspecify.annotations.NullMarked;
