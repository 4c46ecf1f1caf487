/** What the machine can do at best: an empty Helidon server with the plant's own flags, and nginx with the same bytes. */
@NullMarked
package metalplant.bench.limit;

import org.jspecify.annotations.NullMarked;
