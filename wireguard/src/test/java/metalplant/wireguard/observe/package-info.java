/** Tests of parsers and of the difference. */
@NullMarked
package metalplant.wireguard.observe;

import org.jspecify.annotations.NullMarked;
