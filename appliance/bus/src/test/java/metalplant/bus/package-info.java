/** The NSQ client against the real nsqd, against one that lies, and against a client of other people. */
@NullMarked
package metalplant.bus;

import org.jspecify.annotations.NullMarked;
