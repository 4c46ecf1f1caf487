/**
 * The door through which servers boot: BootService and EventService over mutual TLS, and the leases they do it with. Start at
 * {@link metalplant.server.boot.BootDoor}. Messages are turned into nouns of the model here and decided about in core.
 */
@NullMarked
package metalplant.server.boot;

import org.jspecify.annotations.NullMarked;
