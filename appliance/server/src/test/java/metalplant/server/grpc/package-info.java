/** Tests of {@code metalplant.server.grpc} without a socket; those with one are in {@code metalplant.server.boot}. */
@NullMarked
package metalplant.server.grpc;

import org.jspecify.annotations.NullMarked;
