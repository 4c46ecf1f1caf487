/** What happened, in numbers and in a bounded log of commands: the part of the rack that people and tests read. */
@NullMarked
package metalplant.rack.count;

import org.jspecify.annotations.NullMarked;
