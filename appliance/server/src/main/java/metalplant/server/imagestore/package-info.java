/** Images between plants: lent to members through the tunnel, and borrowed from them for the plant's own store, which has no keys of its own. */
@NullMarked
package metalplant.server.imagestore;

import org.jspecify.annotations.NullMarked;
