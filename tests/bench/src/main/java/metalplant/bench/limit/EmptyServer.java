package metalplant.bench.limit;

import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** A server that answers the same few bytes to everything. Run as a program of its own: {@code EmptyServer PORT [once]}. */
public final class EmptyServer {
    private EmptyServer() {}

    /** With a second argument it ends as soon as it listens, which is what a training run needs. */
    public static void main(String[] arguments) {
        byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
        var server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(Integer.parseInt(arguments[0]))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing -> routing.any((_, response) -> response.send(answer)))
                .build()
                .start();
        if (arguments.length > 1) {
            server.stop();
        }
    }
}
