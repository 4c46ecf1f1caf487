/** Lives of a plant: what tells a database that goes on from one that was put back. */
@NullMarked
package metalplant.model.restore;

import org.jspecify.annotations.NullMarked;
