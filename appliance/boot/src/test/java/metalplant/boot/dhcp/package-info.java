/** Tests of metalplant.boot.dhcp. */
@NullMarked
package metalplant.boot.dhcp;

import org.jspecify.annotations.NullMarked;
