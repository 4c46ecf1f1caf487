/** {@code plant bmc}: the management controllers of a plant, driven from outside of it. Start at {@link metalplant.bootstrap.bmc.BmcService}. */
@NullMarked
package metalplant.bootstrap.bmc;

import org.jspecify.annotations.NullMarked;
