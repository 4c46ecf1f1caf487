/** The plant's doors: REST and gRPC on Helidon, authentication and wiring. Start at {@code PlantServer}. No decisions of the domain here. */
@NullMarked
package metalplant.server;

import org.jspecify.annotations.NullMarked;
