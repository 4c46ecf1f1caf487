package metalplant.bootstrap;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import metalplant.model.Problem;

/** Addresses under which listeners of this machine are reached, for their certificates. */
public final class HostAddresses {
    private HostAddresses() {}

    /** Of a listener on one address, or on all of them. */
    static List<InetAddress> of(InetAddress listen) {
        return listen.isAnyLocalAddress() ? all() : List.of(listen);
    }

    /** All that the machine has at this moment. */
    public static List<InetAddress> all() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .toList();
        } catch (SocketException e) {
            throw Problem.bad("the addresses of this machine cannot be listed: " + e.getMessage())
                    .because(e);
        }
    }
}
