/** Things of another installation that are taken over; ours. */
@NullMarked
package metalplant.wire.moving;

import org.jspecify.annotations.NullMarked;
