/** Bodies of {@code /v1/plant/status}, {@code units}, {@code logs} and what else the host agent answers. Ours; metal-api has none of it. */
@NullMarked
package metalplant.wire.plant;

import org.jspecify.annotations.NullMarked;
