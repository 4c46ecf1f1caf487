/**
 * The leaves: each registers, follows what the plant wants of its ports and tells which installed servers it sees. Start
 * at {@link SimulatedLeaf}; {@link DesiredPorts} is the pure judgement of what the plant asked for.
 */
@NullMarked
package metalplant.rack.leaf;

import org.jspecify.annotations.NullMarked;
