/**
 * What an operator wants of a new plant. Start at {@link metalplant.plan.PlanReader}: a text of at most 64 KiB in, a {@link
 * metalplant.plan.PlantPlan} or every complaint about it out, each with its line. Pure; nothing here touches a disk.
 */
@NullMarked
package metalplant.plan;

import org.jspecify.annotations.NullMarked;
