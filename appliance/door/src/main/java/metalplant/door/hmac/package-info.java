/** Who calls: HMAC headers, replay, and credentials lent to booting servers. Start at {@link metalplant.door.hmac.HmacAuth}. */
@NullMarked
package metalplant.door.hmac;

import org.jspecify.annotations.NullMarked;
