/** Tests of metalplant.boot.http. */
@NullMarked
package metalplant.boot.http;

import org.jspecify.annotations.NullMarked;
