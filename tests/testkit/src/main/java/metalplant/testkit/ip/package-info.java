/** What the tables of prefixes, addresses and numbers promise, and what allocation makes of them. Start at {@link metalplant.testkit.ip.Ipam}. */
@NullMarked
package metalplant.testkit.ip;

import org.jspecify.annotations.NullMarked;
