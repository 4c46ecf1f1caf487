/** What the door of all plants shows to its clients. Start at {@link metalplant.server.tls.DoorTls}. */
@NullMarked
package metalplant.server.tls;

import org.jspecify.annotations.NullMarked;
