/** {@code /v1/plant/status} and its like: questions about the box, passed on to its host agent. */
@NullMarked
package metalplant.server.host;

import org.jspecify.annotations.NullMarked;
