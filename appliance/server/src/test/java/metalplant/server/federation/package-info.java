/** Tests of the desk's parts; two whole plants are in {@code tests/lab/federation}. */
@NullMarked
package metalplant.server.federation;

import org.jspecify.annotations.NullMarked;
