/** Bodies of {@code /v1/region} and {@code /v1/zone}. Ours; metal-api has neither. */
@NullMarked
package metalplant.wire.region;

import org.jspecify.annotations.NullMarked;
