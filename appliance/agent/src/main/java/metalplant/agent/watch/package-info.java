/** Whether a switch knows and tells what it may: rules R1 to R8 on what FRR itself says. */
@NullMarked
package metalplant.agent.watch;

import org.jspecify.annotations.NullMarked;
