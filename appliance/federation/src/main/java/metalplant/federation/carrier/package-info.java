/** The port behind which entries are replicated: Apache Ratis in the product, a model of it in the simulator. */
@NullMarked
package metalplant.federation.carrier;

import org.jspecify.annotations.NullMarked;
