package metalplant.bootstrap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import metalplant.model.Problem;

/** Where packets of other machines arrive. */
final class Outside {
    private Outside() {}

    /** An address of this machine, or of this network namespace, that is not only its own; IPv4 first. */
    static Optional<InetAddress> address() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .filter(Outside::leadsOut)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
        } catch (SocketException e) {
            throw Problem.bad("the addresses of this machine cannot be listed: " + e.getMessage())
                    .because(e);
        }
    }

    private static boolean leadsOut(NetworkInterface link) {
        try {
            return link.isUp()
                    && !link.isLoopback()
                    && !link.getName().startsWith(metalplant.wireguard.plan.Link.PREFIX);
        } catch (SocketException e) {
            return false;
        }
    }
}
