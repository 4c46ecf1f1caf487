package metalplant.bootstrap;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import metalplant.model.Problem;

/** Addresses under which listeners of this machine are reached, for their certificates. */
public final class HostAddresses {
    private HostAddresses() {}

    /** Of a listener on one address, or on all of them. */
    static List<InetAddress> of(InetAddress listen) {
        return listen.isAnyLocalAddress() ? all() : List.of(listen);
    }

    /** What is on a loopback beside its own addresses comes and goes with a door's health: no certificate may change for it. */
    private static Stream<InetAddress> of(NetworkInterface card) {
        try {
            boolean loopback = card.isLoopback();
            return card.inetAddresses().filter(each -> !loopback || each.isLoopbackAddress());
        } catch (SocketException _) {
            // It went meanwhile.
            return Stream.of();
        }
    }

    /** All that the machine has at this moment. */
    public static List<InetAddress> all() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(HostAddresses::of)
                    .filter(address -> !address.isLinkLocalAddress())
                    .toList();
        } catch (SocketException e) {
            throw Problem.bad("the addresses of this machine cannot be listed: " + e.getMessage())
                    .because(e);
        }
    }
}
