package metalplant.mesh.trust;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Open sockets by the plant they were authenticated for, closed when its pin goes. Engines have no socket: whoever uses those ends its
 * connections itself, told by {@link Pins#watch}.
 */
final class Connections {
    /** Closed sockets are thrown out of a full list before a new one is taken in. */
    private static final int SWEEP_AT = 64;

    private final Map<String, List<Socket>> open = new HashMap<>();

    Connections(Pins pins) {
        pins.watch(this::end);
    }

    synchronized void add(String plant, Socket socket) {
        var sockets = open.computeIfAbsent(plant, _ -> new ArrayList<>());
        if (sockets.size() % SWEEP_AT == SWEEP_AT - 1) {
            sockets.removeIf(Socket::isClosed);
        }
        sockets.add(socket);
    }

    void end(String plant) {
        taken(plant).forEach(Connections::close);
    }

    private synchronized List<Socket> taken(String plant) {
        var sockets = open.remove(plant);
        return sockets == null ? List.of() : sockets;
    }

    /** An own thread each: closing TLS politely may wait for a peer that does not read. */
    private static void close(Socket socket) {
        Thread.ofVirtual().start(() -> {
            try {
                socket.close();
            } catch (IOException _) {
                // Closed is what it should be.
            }
        });
    }
}
