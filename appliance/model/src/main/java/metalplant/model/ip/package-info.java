/** Addresses and prefixes as values, and the internet and private addresses that projects hold. Start at {@link metalplant.model.ip.Cidr}. */
@NullMarked
package metalplant.model.ip;

import org.jspecify.annotations.NullMarked;
