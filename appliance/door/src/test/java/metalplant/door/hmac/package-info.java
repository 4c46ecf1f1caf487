/** Tests of {@code metalplant.door.hmac}. */
@NullMarked
package metalplant.door.hmac;

import org.jspecify.annotations.NullMarked;
