package metalplant.trust;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Open sockets by the plant they were authenticated for, closed when its pin goes. Engines have no socket: whoever uses those ends its
 * connections itself, told by {@link Pins#watch}.
 */
final class Connections {
    /** Closed sockets are thrown out of a long list before a new one is taken in. */
    private static final int SWEEP_AT = 64;

    private final Pins pins;
    private final Map<String, Set<Socket>> open = new HashMap<>();

    Connections(Pins pins) {
        this.pins = pins;
        pins.watch(this::end);
    }

    /** Remembers this socket if its peer is trusted. Doing it twice is doing it once. */
    void admit(Certificate[] chain, Socket socket) throws CertificateException {
        var plant = pins.identify(chain);
        add(plant, socket);
        // The pin may have gone between the two lines above, and then nobody told this socket.
        try {
            pins.identify(chain);
        } catch (CertificateException e) {
            end(plant);
            throw e;
        }
    }

    private synchronized void add(String plant, Socket socket) {
        var sockets = open.computeIfAbsent(plant, _ -> new HashSet<>());
        if (sockets.size() % SWEEP_AT == SWEEP_AT - 1) {
            sockets.removeIf(Socket::isClosed);
        }
        sockets.add(socket);
    }

    private void end(String plant) {
        taken(plant).forEach(Connections::close);
    }

    private synchronized Set<Socket> taken(String plant) {
        var sockets = open.remove(plant);
        return sockets == null ? Set.of() : sockets;
    }

    /** A thread of its own each: closing TLS politely may wait for a peer that does not read. */
    static void close(Socket socket) {
        Thread.ofVirtual().start(() -> {
            try {
                socket.close();
            } catch (IOException _) {
                // Closed is what it should be.
            }
        });
    }
}
