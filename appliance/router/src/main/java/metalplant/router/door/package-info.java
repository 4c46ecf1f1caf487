/** The HTTP side of the federation door. Start at {@link metalplant.router.door.RouterDoor}. */
@NullMarked
package metalplant.router.door;

import org.jspecify.annotations.NullMarked;
