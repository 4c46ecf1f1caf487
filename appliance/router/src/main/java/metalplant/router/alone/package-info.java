/** A federation door without a plant: in front of stock metal-apis, told by a file. Start at {@link metalplant.router.alone.RouterFile}. */
@NullMarked
package metalplant.router.alone;

import org.jspecify.annotations.NullMarked;
