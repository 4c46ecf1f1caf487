/**
 * The REST door. A feature lists its {@link metalplant.server.http.Operation}s; the door reads, authenticates, checks the role, calls
 * the handler, and writes its {@link metalplant.server.http.Answer} or the problem it threw.
 */
@NullMarked
package metalplant.server.http;

import org.jspecify.annotations.NullMarked;
