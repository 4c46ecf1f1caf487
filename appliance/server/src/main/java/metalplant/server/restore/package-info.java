/** Lives of a plant: the host's half of what tells a restore, and {@code /v1/plant} behind one. */
@NullMarked
package metalplant.server.restore;

import org.jspecify.annotations.NullMarked;
