/** What the table of networks promises, and the rules of the network use cases. */
@NullMarked
package metalplant.testkit.network;

import org.jspecify.annotations.NullMarked;
