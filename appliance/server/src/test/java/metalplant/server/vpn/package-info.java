@NullMarked
package metalplant.server.vpn;

import org.jspecify.annotations.NullMarked;
