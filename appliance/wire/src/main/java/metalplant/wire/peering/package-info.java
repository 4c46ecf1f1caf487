/** Bodies of {@code /v1/peering} and {@code /v1/switch/ID/fabric}. Ours; metal-api has neither. */
@NullMarked
package metalplant.wire.peering;

import org.jspecify.annotations.NullMarked;
