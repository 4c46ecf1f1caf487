/** One canonical byte form for records. Start at {@link metalplant.federation.encoding.CanonicalForm}; hostile bytes end in {@link metalplant.federation.encoding.Malformed}. */
@NullMarked
package metalplant.federation.encoding;

import org.jspecify.annotations.NullMarked;
