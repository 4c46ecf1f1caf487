/** The partitions of a zone, who may talk to whom in it, and the policies of its switches that follow. Start at {@link metalplant.fabric.zone.Planner}. */
@NullMarked
package metalplant.fabric.zone;

import org.jspecify.annotations.NullMarked;
