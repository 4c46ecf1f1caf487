@NullMarked
package metalplant.server.audit;

import org.jspecify.annotations.NullMarked;
