/** To and from consoles of other plants: SSH within mutually authenticated TLS. Start at {@link metalplant.console.peer.PeerDoor}. */
@NullMarked
package metalplant.console.peer;

import org.jspecify.annotations.NullMarked;
