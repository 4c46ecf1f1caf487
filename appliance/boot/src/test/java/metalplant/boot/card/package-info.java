/** Tests of metalplant.boot.card. */
@NullMarked
package metalplant.boot.card;

import org.jspecify.annotations.NullMarked;
