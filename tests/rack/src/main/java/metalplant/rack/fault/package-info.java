/** What goes wrong on purpose: selectable one by one, and the same for the same seed. Start at {@link Faults}. */
@NullMarked
package metalplant.rack.fault;

import org.jspecify.annotations.NullMarked;
