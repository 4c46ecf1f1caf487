/** From the ids in a request to the plants that it goes to. Start at {@link metalplant.router.find.RouteFinder}. */
@NullMarked
package metalplant.router.find;

import org.jspecify.annotations.NullMarked;
