/**
 * The door for other plants: callers are named by the door of a pinned plant, over mutual TLS. Start at
 * {@link metalplant.server.peer.PeerDoor}.
 */
@NullMarked
package metalplant.server.peer;

import org.jspecify.annotations.NullMarked;
