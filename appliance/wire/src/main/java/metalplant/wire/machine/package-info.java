/**
 * Bodies of the machine and firewall operations. Start at {@link MachineResponse}; a firewall is a machine in
 * another role and has the same shape.
 */
@NullMarked
package metalplant.wire.machine;

import org.jspecify.annotations.NullMarked;
