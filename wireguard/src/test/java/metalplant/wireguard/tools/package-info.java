/** Tests of processes and key files. */
@NullMarked
package metalplant.wireguard.tools;

import org.jspecify.annotations.NullMarked;
