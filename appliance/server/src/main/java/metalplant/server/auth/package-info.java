/** Who calls: HMAC headers, replay, and credentials lent to booting servers. Start at {@link metalplant.server.auth.HmacAuth}. */
@NullMarked
package metalplant.server.auth;

import org.jspecify.annotations.NullMarked;
