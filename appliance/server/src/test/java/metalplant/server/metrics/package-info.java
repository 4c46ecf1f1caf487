@NullMarked
package metalplant.server.metrics;

import org.jspecify.annotations.NullMarked;
