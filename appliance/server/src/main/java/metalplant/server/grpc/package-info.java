/**
 * gRPC as far as the boot protocol needs it, on Helidon's HTTP/2: unary calls and server streams without compression. It stands
 * below Helidon's own gRPC module because that one leaks a thread with each cancelled call, does not notice lost connections and
 * takes 32 KiB for each open stream (ADR 0008). Start at {@link metalplant.server.grpc.GrpcConnections}.
 */
@NullMarked
package metalplant.server.grpc;

import org.jspecify.annotations.NullMarked;
