/** Commands about the fabric that need no running plant. Start at {@link metalplant.bootstrap.fabric.FabricCommand}. */
@NullMarked
package metalplant.bootstrap.fabric;

import org.jspecify.annotations.NullMarked;
